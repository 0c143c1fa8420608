"""Any trials on any rows: their margins, for whoever asks what another way to train would do."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stages.families.contract import BoolArray, DivergenceError, Family, FloatArray, Trial
from stages.families.groups import fit_group, groups_of
from stages.families.outcome import describe


@dataclass(frozen=True)
class Asked:
    """Rows to be asked about: how many, and what reads them in chunks, each call from the start."""

    rows: int
    chunks: Callable[[], Iterator[FloatArray]]


@dataclass(frozen=True)
class Margins:
    """What some trials say about some rows, in the trials' order.

    `values`: shape (trials, rows), positive where above 0, NaN where a trial ended badly; `errors`:
    class and first line of what ended it, None where nothing did.
    """

    values: npt.NDArray[np.float64]
    errors: Sequence[str | None]


def margins(
    family: Family, trials: Sequence[Trial], x: FloatArray, y: BoolArray, tests: Asked
) -> Margins:
    """Train trials of a family on x, shape (rows, dim), and y, and ask them about `tests`.

    Trials share work as in `train`; the family weighs the classes as it is told
    (`with_class_weight`); a chunk of `tests` is in memory at a time. Warnings are left aside; what
    goes wrong with a trial becomes its error, so that nothing is raised but by mistakes in the
    call. Threads are the caller's to limit.
    """
    values = np.full((len(trials), tests.rows), np.nan)
    errors: list[str | None] = [None] * len(trials)
    places = {trial.config: place for place, trial in enumerate(trials)}
    for group in groups_of(family, trials):
        found, troubles = _asked(family, group, (x, y), tests)
        at = [places[trial.config] for trial in group]
        for place, row, trouble in zip(at, found, troubles, strict=True):
            values[place] = np.nan if trouble else row
            errors[place] = trouble
    return Margins(values, errors)


def _asked(
    family: Family, group: Sequence[Trial], train: tuple[FloatArray, BoolArray], tests: Asked
) -> tuple[npt.NDArray[np.float64], list[str | None]]:
    """A group's margins and errors; one that fails as a whole is tried a trial at a time."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitted = fit_group(family, group, *train)
            parts = [fitted.answers(chunk).margins for chunk in tests.chunks()]
        values = np.concatenate(parts, axis=1)
        troubles = [
            _ended(trouble, row) for trouble, row in zip(fitted.troubles(), values, strict=True)
        ]
    except Exception as problem:
        if len(group) == 1:
            return np.full((1, tests.rows), np.nan), [describe(problem)]
        alone = [_asked(family, [trial], train, tests) for trial in group]
        return np.concatenate([one[0] for one in alone]), [one[1][0] for one in alone]
    return values, troubles


def _ended(trouble: Exception | None, margin: npt.NDArray[np.float64]) -> str | None:
    """What ended a trial, in words; a warning does not."""
    if trouble is not None and not isinstance(trouble, Warning):
        return describe(trouble)
    if not np.isfinite(margin).all():
        return describe(DivergenceError("a margin is not finite"))
    return None
