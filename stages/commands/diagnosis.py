"""Why overrides don't compose: one line with the nearest names and where to add the new one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from hydra import compose, initialize_config_dir
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override, OverrideType
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from stages.commands.groups import choices, groups
from stages.storage.names import unknown_name

SELECTED: Final = (("encoder", "encoders"), ("remedy", "remedies"))
"""Selections of one name, and the catalogues that they are from."""


@dataclass(frozen=True)
class Request:
    """Overrides that failed to compose, taken apart."""

    conf: Path
    overrides: Sequence[Override]

    def is_group(self, override: Override) -> bool:
        """Whether an override chooses a file rather than sets a value."""
        return override.key_or_group in groups(self.conf)

    @cached_property
    def base(self) -> DictConfig:
        """conf/ composed with the choices alone; empty where they don't compose either."""
        lines = [line.input_line or "" for line in self.overrides if self.is_group(line)]
        try:
            with initialize_config_dir(str(self.conf), version_base=None):
                return compose(config_name="config", overrides=lines)
        except (HydraException, OmegaConfBaseException):
            return OmegaConf.create({})


def explain(conf: Path, overrides: Sequence[str], error: Exception) -> str:
    """One line on why `overrides` don't compose; Hydra's own words where no cause is known."""
    parser = OverridesParser.create()
    parsed = []
    for line in overrides:
        try:
            parsed.append(parser.parse_override(line))
        except HydraException:
            return (
                f"Got {line!r}, which is no override: write key=value, key=[a,b] for a list,"
                " key='...' around other signs, +key=value to add a key, ~key to remove one."
            )
    request = Request(conf, parsed)
    for cause in CAUSES:
        for override in parsed:
            if message := cause(request, override):
                return message
    unknown = (_unknown_selected(request, *names) for names in SELECTED)
    return next(filter(None, unknown), " ".join(str(error).split()))


def _several_values(request: Request, override: Override) -> str | None:
    if not override.is_sweep_override():
        return None
    line = override.input_line
    return (
        f"Got {line!r}, several values where one is expected: write key=[a,b] for a list, or run"
        f" python -m stages.commands.sweep -m {line!r} for an experiment each."
    )


def _no_choice(request: Request, override: Override) -> str | None:
    group, value = override.key_or_group, override.value()
    if not request.is_group(override) or override.type is OverrideType.DEL:
        return None
    if isinstance(value, str | list):
        return None
    known = ", ".join(choices(request.conf, group))
    return (
        f"Got {override.input_line!r}, which names no file of conf/{group}: choose one of {known}."
    )


def _unknown_choice(request: Request, override: Override) -> str | None:
    group = override.key_or_group
    if not request.is_group(override) or override.type is OverrideType.DEL:
        return None
    value = override.value()
    known = choices(request.conf, group)
    for choice in value if isinstance(value, list) else [value]:
        if choice is not None and str(choice) not in known:
            where = f"conf/{group}/{choice}.yaml"
            return unknown_name(str(choice), known, f"the files of conf/{group}", where)
    return None


def _unknown_group(request: Request, override: Override) -> str | None:
    group = override.key_or_group
    if "/" not in group or request.is_group(override):
        return None
    known = groups(request.conf)
    return unknown_name(group, known, "the groups of conf/", f"conf/ as the folder {group}")


def _unlisted_group(request: Request, override: Override) -> str | None:
    group = override.key_or_group
    if not request.is_group(override) or override.type is not OverrideType.CHANGE:
        return None
    listed = (request.conf / "config.yaml").read_text(encoding="utf-8")
    if f"- {group}:" in listed or f"- override /{group}:" in listed:
        return None
    return (
        f"Got {override.input_line!r}, but conf/config.yaml lists no {group}:"
        f" add `- {group}: {override.value()}` to its defaults, or write +{override.input_line}."
    )


def _unknown_key(request: Request, override: Override) -> str | None:
    adds = override.type in (OverrideType.ADD, OverrideType.FORCE_ADD)
    if adds or request.is_group(override) or not request.base:
        return None
    node: object = request.base
    parents: list[str] = []
    for part in override.key_or_group.split("."):
        if not isinstance(node, DictConfig):
            return None
        if part not in node:
            return _no_such_key(request, override, parents, node)
        node = None if OmegaConf.is_missing(node, part) else node._get_node(part)
        parents.append(part)
    return None


def _no_such_key(
    request: Request, override: Override, parents: Sequence[str], node: DictConfig
) -> str:
    key = override.key_or_group.split(".")[len(parents)]
    known = [str(name) for name in node]
    what, where = f"the keys of {'.'.join(parents)}", f"conf/{'/'.join(parents[:2])}"
    if not parents:
        known += groups(request.conf)
        what, where = "the keys of conf/", "conf/config.yaml"
    elif not (request.conf / Path(*parents[:1])).is_dir():
        where = "conf/config.yaml"
    if override.type is not OverrideType.DEL:
        where += f", or write +{override.input_line} to add it once"
    return unknown_name(key, set(known), what, where)


def _unknown_selected(request: Request, selection: str, catalogue: str) -> str | None:
    """An encoder or a remedy that is selected and not in its catalogue."""
    chosen = [line for line in request.overrides if line.key_or_group == selection]
    name = str(chosen[-1].value() if chosen else request.base.get(selection))
    known = [str(entry) for entry in request.base.get(catalogue, {})]
    file = f"conf/{catalogue}/{name}.yaml"
    if not known or name in known:
        return None
    if not (request.conf / catalogue / f"{name}.yaml").is_file():
        where = f"{file} and to `{catalogue}` in conf/config.yaml"
        return unknown_name(name, known, f"the {catalogue}", where)
    chosen = [line for line in request.overrides if line.key_or_group == catalogue]
    if any(not line.is_add() for line in chosen):
        return (
            f"Got {chosen[-1].input_line}, which leaves no other {selection} in the catalogue:"
            f" write +{chosen[-1].input_line} to add one, and {selection}=NAME to choose it."
        )
    if chosen:
        return f"Got {selection}={name}, but {file} has no top key {name}: begin it with `{name}:`."
    return (
        f"Got {selection}={name}: {file} is there, but the catalogue does not list it. Add {name}"
        f" to `{catalogue}` in conf/config.yaml, or give +{catalogue}={name} as well."
    )


CAUSES: tuple[Callable[[Request, Override], str | None], ...] = (
    _several_values,
    _no_choice,
    _unknown_choice,
    _unknown_group,
    _unlisted_group,
    _unknown_key,
)
