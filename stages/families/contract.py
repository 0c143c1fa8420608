"""What a model family is, so that users can bring their own.

A family is a frozen dataclass built from a yaml file. Its fields `grid`, `sample` and `extras`
choose the trials; every other field is a constant of each fit. `Family` is all that is needed;
`Sharing` is for a family that has an engine: a way to train many trials for less than the sum.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar, runtime_checkable

import numpy as np
import numpy.typing as npt

Setting = int | float | str | bool | None
Settings = Mapping[str, Setting]
FloatArray = npt.NDArray[np.float32] | npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

Kind = TypeVar("Kind", float, int, str)


class DivergenceError(ArithmeticError):
    """Training ran to NaN or infinity; raised by `Family.fit`, it makes a row `diverged`."""


@dataclass(frozen=True)
class Trial:
    """One configuration with one seed.

    `config`: its id, `key=value,...;seed=s`; `in_grid`: False for named extras, which count in no
    ratio; `run`: the id of the training run it shares with its snapshots (the id without them),
    without a seed where none can change the fit. Trials with the same settings and the same `run`
    are one training: the first is trained, the others get its outcome.
    """

    config: str
    settings: Settings
    seed: int
    in_grid: bool
    run: str

    def number(self, key: str) -> float:
        """A setting that is a number; ValueError otherwise."""
        value = self.settings[key]
        return float(value) if type(value) is int else self._typed(key, float)

    def count(self, key: str) -> int:
        """A setting that is a whole number; ValueError otherwise."""
        return self._typed(key, int)

    def word(self, key: str) -> str:
        """A setting that is a word; ValueError otherwise."""
        return self._typed(key, str)

    def _typed(self, key: str, kind: type[Kind]) -> Kind:
        value = self.settings[key]
        if type(value) is not kind:
            raise ValueError(f"Got {key}={value!r}, expected {kind.__name__}: mend it in the grid.")
        return value


class Classifier(Protocol):
    """A fitted binary classifier."""

    def margin(self, x: FloatArray) -> FloatArray:
        """The logit, or the distance from the decision, shape (rows,).

        Positive is predicted where it is > 0, in agreement with the library that fitted it. NaN or
        infinity: the trial diverged.
        """
        ...

    def dead_units(self, x: FloatArray) -> BoolArray | None:
        """Which hidden units are active on none of these rows, shape (units,).

        None for a classifier without such units.
        """
        ...


@dataclass(frozen=True)
class Answers:
    """What the classifiers of a group say about some rows, in the order of the group's trials.

    `margins`: shape (trials, rows), each row as `Classifier.margin`; `dead_units`: for each trial
    as `Classifier.dead_units`.
    """

    margins: npt.NDArray[np.float64]
    dead_units: Sequence[BoolArray | None]


class FittedGroup(Protocol):
    """The classifiers of trials that were trained together."""

    def answers(self, x: FloatArray) -> Answers:
        """Margins and dead units on x, shape (rows, dim); every trial has its place."""
        ...

    def troubles(self) -> Sequence[Exception | None]:
        """For each trial what became of its fit; None where nothing did.

        A Warning is noted and the trial counts; `DivergenceError` makes it `diverged`, any other
        exception `failed`; what `answers` holds in its place is then not looked at.
        """
        ...


@runtime_checkable
class Sharing(Protocol):
    """A family with an engine: trials of a group share work; families need not.

    The oracle of an engine is `Family.fit`, one trial after another.
    """

    def groups(self, trials: Sequence[Trial]) -> list[list[Trial]]:
        """The trials in groups that are worth training together, each trial in one of them.

        Reads no setting as a number: a value of the wrong kind is `fit_group`'s to refuse.
        """
        ...

    def fit_group(self, trials: Sequence[Trial], x: FloatArray, y: BoolArray) -> FittedGroup:
        """Train the trials of one group, or some of them: x and y as in `Family.fit`.

        A trial's answers are the same, byte for byte, whatever others it is trained with. If this
        raises, each trial is tried as a group of its own.
        """
        ...


@runtime_checkable
class Costed(Protocol):
    """A family that knows which of its trials take long; families need not."""

    def cost(self, settings: Settings) -> float:
        """How long a fit with these settings takes, in any unit that is the family's own."""
        ...


@runtime_checkable
class Demanding(Protocol):
    """A family that can't train on just any rows or machine; families need not."""

    def demand(self, rows: int) -> None:
        """ValueError with its cure where it can't train on so many rows, or not on this machine.

        Asked once, before anything is trained.
        """
        ...


class Family(Protocol):
    """A kind of model with a grid of configurations."""

    def plan(self, seeds: Sequence[int]) -> list[Trial]:
        """Every configuration once per seed, then the named extras; ids are unique."""
        ...

    def fit(self, trial: Trial, x: FloatArray, y: BoolArray) -> Classifier:
        """Train one trial on x, shape (rows, dim), and y, shape (rows,), True = positive.

        Same trial and data, same classifier, byte for byte. Raises `DivergenceError`, or
        whatever else went wrong: both become rows of the results.
        """
        ...
