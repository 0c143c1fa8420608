"""How far params.yaml is from conf/: catalogue entries that no file holds, values that differ."""

from collections.abc import Mapping
from pathlib import Path

from hydra import compose, initialize_config_dir
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from stages.commands.composition import Composition
from stages.commands.groups import choices

Tree = Mapping[str, object]


def from_default(present: Composition, default: Composition) -> list[str]:
    """What makes params.yaml another file than the default composition, a line per value."""
    if present.text == default.text:
        return []
    here, there = _leaves(present.tree), _leaves(default.tree)
    absent = object()
    lines = [
        f"{key}: {here.get(key, '(none)')} in params.yaml, {there.get(key, '(none)')} by default"
        for key in sorted({*here, *there})
        if here.get(key, absent) != there.get(key, absent)
    ]
    return lines or ["params.yaml has the default's values in other bytes."]


def from_files(root: Path, present: Composition) -> list[str]:
    """Entries of the catalogues in params.yaml that equal no file of conf/, a line each."""
    conf = root / "conf"
    found = []
    for catalogue in ("encoders", "remedies", "claims", "families"):
        for name in _names(present.tree, catalogue):
            group = f"{catalogue}/{name}" if catalogue == "families" else catalogue
            files = [
                choice for choice in choices(conf, group) if group != catalogue or choice == name
            ]
            if not any(_equal(conf, present, f"{group}/{file}", catalogue, name) for file in files):
                near = (
                    f"conf/{group}/{name}.yaml" if group == catalogue else f"a file of conf/{group}"
                )
                found.append(f"{catalogue}.{name} of params.yaml does not equal {near}.")
    return found


def _leaves(tree: object, prefix: str = "") -> dict[str, object]:
    if not isinstance(tree, Mapping) or not tree:
        return {prefix: tree}
    return {
        key: value
        for name, branch in tree.items()
        for key, value in _leaves(branch, f"{prefix}.{name}" if prefix else str(name)).items()
    }


def _names(tree: Tree, catalogue: str) -> list[str]:
    entries = tree.get(catalogue)
    return [str(name) for name in entries] if isinstance(entries, Mapping) else []


def _equal(conf: Path, present: Composition, file: str, catalogue: str, name: str) -> bool:
    """Whether params.yaml with the entry taken from `file` is what it was."""
    with initialize_config_dir(str(conf), version_base=None):
        entry = OmegaConf.select(compose(config_name=file), f"{catalogue}.{name}")
    if entry is None:
        return False
    renewed = OmegaConf.create(dict(present.tree))
    OmegaConf.update(renewed, f"{catalogue}.{name}", entry, merge=False)
    try:
        return OmegaConf.to_container(renewed, resolve=True) == present.tree
    except OmegaConfBaseException:
        return False  # params.yaml lacks what the entry refers to
