"""Whether the plain sections of a composition can be built: their values, before anything runs."""

from collections.abc import Callable, Mapping
from typing import Final, cast

from stages.config import Config
from stages.families.training import ClassWeight, Threshold
from stages.features.scaling import Scaling
from stages.storage.names import unknown_name
from stages.text.templates import Template

Tree = Mapping[str, object]

CHECKS: Final[Mapping[str, Callable[[Config], object]]] = {
    "size": lambda config: config.size,
    "text": lambda config: Template(config.text.template),
    "tabular": lambda config: Scaling(config.scaling),
    "measures": lambda config: config.measures,
    "compute": lambda config: config.compute,
    "parallel": lambda config: config.parallel,
    "store": lambda config: config.store,
    "claims": lambda config: config.claims,
    "diagnosis": lambda config: config.diagnosis,
    "class_weight": lambda config: ClassWeight(cast(str, config.tree["class_weight"])),
    "threshold": lambda config: Threshold(cast(str, config.tree["threshold"])),
}
"""How each section is built; data sets, encoders and families are left to the stages."""


def section_faults(tree: Tree) -> list[str]:
    """What is wrong with the values of the sections that are there, a sentence each."""
    config, found = Config(tree), []
    for section, build in CHECKS.items():
        if section not in tree:
            continue
        try:
            build(config)
        except ValueError as error:
            found.append(str(error))
        except TypeError as error:
            found.append(f"Got other keys in {section} than conf/ has: {_keys(error)}.")
    return found


def domain_faults(tree: Tree) -> list[str]:
    """Sources and targets that a data set which lists its domains in conf/ does not have."""
    data = tree.get("data")
    listed = data.get("rows_per_domain") if isinstance(data, Mapping) else None
    if not isinstance(data, Mapping) or not isinstance(listed, Mapping):
        return []
    targets = data.get("targets")
    chosen = [data.get("source"), *(targets if isinstance(targets, list) else [])]
    return [
        unknown_name(str(name), map(str, listed), "the domains", "data.rows_per_domain")
        for name in chosen
        if name not in listed
    ]


def _keys(error: TypeError) -> str:
    """What Python says of the arguments, without the name of the function."""
    return str(error).rpartition("() ")[2].replace("keyword argument", "key")
