"""conf/ composed into the text of params.yaml, byte for byte as DVC does it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, cast

import yaml
from dvc.utils.hydra import compose_and_dump
from hydra.errors import HydraException
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from stages.commands.diagnosis import explain
from stages.commands.selections import faults
from stages.commands.usage import RefusalError

WRITE_IT: Final = (
    "Write it anew with python -m stages.commands.compose, or get the committed one back with"
    " git checkout params.yaml."
)


@dataclass(frozen=True)
class Composition:
    """The text of params.yaml and what it says."""

    text: str
    tree: Mapping[str, object]


def read(text: str) -> Composition:
    """The composition that a text of params.yaml stands for; a refusal where it is no YAML."""
    try:
        tree = OmegaConf.to_container(OmegaConf.create(text), resolve=True)
    except (yaml.YAMLError, OmegaConfBaseException) as error:
        why = " ".join(str(error).split())
        raise RefusalError(f"params.yaml can't be read: {why}. {WRITE_IT}") from error
    if not isinstance(tree, Mapping) or not tree:
        raise RefusalError(f"params.yaml can't be read: it has no sections. {WRITE_IT}")
    return Composition(text, cast(Mapping[str, object], tree))


def read_file(path: Path) -> Composition:
    """The composition that a params.yaml stands for; a refusal where it is no YAML or no text."""
    try:
        return read(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise RefusalError(f"{path.name} can't be read: {error}. {WRITE_IT}") from error


def composed(root: Path, overrides: Sequence[str]) -> Composition:
    """What `dvc exp run` with these -S overrides would write to params.yaml.

    A refusal names each unknown group, choice, key, encoder or family with its nearest names, and
    each value that is still `???`.
    """
    conf = root / "conf"
    try:
        composition = read(_dumped(root, overrides))
    except yaml.YAMLError as error:
        raise RefusalError(f"A file of conf/ is no YAML: {' '.join(str(error).split())}") from error
    except (HydraException, OmegaConfBaseException, ValueError) as error:
        raise RefusalError(explain(conf, overrides, error)) from error
    if found := faults(conf, composition.tree):
        raise RefusalError("\n".join(found))
    return composition


def _dumped(root: Path, overrides: Sequence[str]) -> str:
    with TemporaryDirectory() as folder:
        target = Path(folder) / "params.yaml"
        compose_and_dump(
            str(target), str(root / "conf"), None, "config", str(root), list(overrides)
        )
        return target.read_text(encoding="utf-8")
