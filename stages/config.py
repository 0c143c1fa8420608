"""params.yaml as objects; the only module that reads it."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml
from hydra.utils import instantiate

from stages import paths
from stages.data.source import DataSource
from stages.encoders.contract import Encoder
from stages.families.contract import Family
from stages.features.contract import Featurizer
from stages.machine.compute import Compute
from stages.machine.parallel import Parallel


@dataclass(frozen=True)
class Size:
    """Rows: `train` and `id_test` of the source, `target` of each target; None: all that remain."""

    name: str
    train: int
    id_test: int | None
    target: int | None


@dataclass(frozen=True)
class TextSettings:
    """Tab2Text: the name of the template, and whether every text opens with its domain."""

    template: str
    include_domain: bool


@dataclass(frozen=True)
class Measures:
    """`epsilon` of near-collapse, `bootstrap` replicates, `confidence` of the intervals."""

    epsilon: float
    bootstrap: int
    confidence: float


def nearest(name: str, known: Iterable[str], what: str, where: str) -> str:
    """The error text for an unknown name: the nearest two, the known ones, and where to add it."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=2, cutoff=0.0)
    return (
        f"Got {what}={name!r}; nearest: {', '.join(close)}. "
        f"Known: {', '.join(names)}. Add it to {where}."
    )


class Config:
    """What one audit was told; sections that a stage does not ask for are never built."""

    def __init__(self, tree: dict[str, object]) -> None:
        self.tree = tree

    @classmethod
    def read(cls, path: Path = paths.PARAMS) -> "Config":
        """Read params.yaml; raises FileNotFoundError with the command that writes it."""
        if not path.is_file():
            raise FileNotFoundError(f"No {path}: run `python -m stages.commands.compose`.")
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")))

    @property
    def size(self) -> Size:
        """Rows per domain."""
        return Size(**self.tree["size"])

    @property
    def text(self) -> TextSettings:
        """How rows become texts."""
        return TextSettings(**self.tree["text"])

    @property
    def measures(self) -> Measures:
        """How results are measured."""
        return Measures(**self.tree["measures"])

    @property
    def compute(self) -> Compute:
        """What of the machine can change a byte."""
        return Compute(**self.tree["compute"])

    @property
    def parallel(self) -> Parallel:
        """Where the work runs."""
        return Parallel(**self.tree["parallel"])

    @property
    def data(self) -> DataSource:
        """The data set, built from its `_target_`."""
        return instantiate(self.tree["data"])

    def encoder(self, name: str) -> Encoder:
        """One encoder of the catalogue, built but not loaded; KeyError names the nearest."""
        return self._build("encoders", "encoder", name)

    def family(self, name: str) -> Family:
        """One family of the catalogue with its grid; KeyError names the nearest."""
        return self._build("families", "family", name)
