"""Which dials are turned, how far and in which company: the plan of an arm's dial tables."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol, TypedDict

import numpy as np
import numpy.typing as npt

from stages.dials.demands import check_dial, check_remedies
from stages.dials.dial import Dial
from stages.families.contract import Family, Trial
from stages.families.grid import spell
from stages.families.net_training import Net
from stages.storage.names import require_whole, unknown_name

Value = float | int | bool
Values = Mapping[str, Sequence[Value]]

REMEDY: Final = "remedy"
"""The dial of a cloud that went through a remedy."""
NONE: Final = "none"
"""The dial of the cloud as the arm has it."""
BATCH: Final = "batch"
"""Rows of a batch: no dial of the cloud, but of the families of nets."""


class RowCounts(TypedDict):
    """Rows of the source that are trained on and tested on."""

    train: int
    test: int


class Turn(Protocol):
    """What turns a cloud: a dial, or any transformer as scikit-learn has them."""

    def fit(self, X: npt.NDArray[np.float32]) -> object:
        """Learn from the train rows, shape (rows, dimension)."""
        ...

    def transform(self, X: npt.NDArray[np.float32]) -> npt.NDArray[np.floating]:
        """The rows turned, in their order."""
        ...


@dataclass(frozen=True)
class Point:
    """One cloud: the name of its dial (`spread`, or `spread x mean_share`), the value, the turn.

    `turn`: None for the cloud as the arm has it.
    """

    dial: str
    value: str
    turn: Turn | None


@dataclass(frozen=True)
class Job:
    """One family at one point: its number, what is trained, and how it is listed."""

    point: Point
    name: str
    family: Family


@dataclass(frozen=True)
class DialPlan:
    """Dials turned one at a time (`single`) and together (`crossed`: the product of their values).

    `common`: how every dialled cloud is set besides; `families` by name, with their grids;
    `remedies` by name: further clouds; `batches`: other batches for families of nets, on the cloud
    as it is.
    """

    rows: RowCounts
    seeds: Sequence[int]
    families: Mapping[str, Family]
    common: Mapping[str, Value]
    single: Values
    crossed: Sequence[Values]
    remedies: Mapping[str, Turn]
    batches: Mapping[str, Sequence[int]]

    def __post_init__(self) -> None:
        """Refuse what can't be dialled before anything is trained; ValueError or KeyError."""
        for name, count in self.rows.items():
            require_whole(f"dials.rows.{name}", count, at_least=2)
        for name in (*self.common, *self.single, *itertools.chain(*self.crossed)):
            if name not in Dial().get_params():
                raise KeyError(unknown_name(name, Dial().get_params(), "the dials", "conf/dials"))
        check_remedies(self.remedies)
        seen = set()
        for point in self.points():
            if isinstance(point.turn, Dial):
                check_dial(point.turn)
            if (place := (point.dial, point.value)) in seen:
                raise ValueError(
                    f"Got the cloud {' '.join(place)} twice; expected each once. Leave one out of "
                    "dials.single or dials.crossed."
                )
            seen.add(place)
        for name in self.batches:
            if not isinstance(self.families.get(name), Net):
                nets = [key for key, family in self.families.items() if isinstance(family, Net)]
                raise KeyError(unknown_name(name, nets, "the nets", "dials.families"))

    def points(self) -> Iterator[Point]:
        """The cloud as it is, through every remedy, then every dialled one."""
        yield Point(NONE, "", None)
        for name, remedy in self.remedies.items():
            yield Point(REMEDY, name, remedy)
        singles = [{name: values} for name, values in self.single.items()]
        for options in (*singles, *self.crossed):
            for values in itertools.product(*options.values()):
                turned = dict(zip(options, values, strict=True))
                dial = Dial(**{**self.common, **turned})  # type: ignore[arg-type]
                yield Point(" x ".join(options), " x ".join(map(spell, values)), dial)

    def jobs(self) -> list[Job]:
        """Every family at every point, and the other batches."""
        whole = [
            Job(point, name, family)
            for point in self.points()
            for name, family in self.families.items()
        ]
        for name, batches in self.batches.items():
            net = self.families[name]
            assert isinstance(net, Net)
            for batch in batches:
                point = Point(BATCH, spell(batch), None)
                whole.append(Job(point, name, replace(net, batch=batch)))
        return whole


def trials_of(family: Family, seeds: Sequence[int]) -> list[Trial]:
    """The trials of the grid alone: named extras count in no ratio and are not trained here."""
    return [trial for trial in family.plan(seeds) if trial.in_grid]
