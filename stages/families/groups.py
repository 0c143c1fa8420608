"""Trials as groups of shared work, and families without an engine as groups of one."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stages.families.contract import (
    Answers,
    BoolArray,
    Classifier,
    Family,
    FittedGroup,
    FloatArray,
    Sharing,
    Trial,
)


def groups_of(family: Family, trials: Sequence[Trial]) -> list[list[Trial]]:
    """The family's own groups, or each trial by itself; ValueError if one is lost or doubled."""
    if not isinstance(family, Sharing):
        return [[trial] for trial in trials]
    groups = family.groups(trials)
    placed = sorted(trial.config for group in groups for trial in group)
    if placed != sorted(trial.config for trial in trials):
        raise ValueError(
            f"Got groups of {len(placed)} trials from {type(family).__qualname__}.groups, expected "
            f"each of the {len(trials)} trials once: mend the family."
        )
    return [list(group) for group in groups if group]


def fit_group(family: Family, trials: Sequence[Trial], x: FloatArray, y: BoolArray) -> FittedGroup:
    """Train one group with the family's engine, or its only trial plainly."""
    if isinstance(family, Sharing):
        return family.fit_group(trials, x, y)
    (trial,) = trials
    return fit_plainly(family, trial, x, y)


def fit_plainly(family: Family, trial: Trial, x: FloatArray, y: BoolArray) -> "Single":
    """One trial by `Family.fit`, the oracle of every engine, as a group of one."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        classifier = family.fit(trial, x, y)
    return Single(classifier, first_warning(caught))


@dataclass(frozen=True)
class Single:
    """One classifier as a group, and the warning of its fit."""

    classifier: Classifier
    warning: Warning | None

    def answers(self, x: FloatArray) -> Answers:
        """Its margin as the only one, shape (1, rows)."""
        margin = np.asarray(self.classifier.margin(x), dtype=np.float64)
        return Answers(margin[np.newaxis], [self.classifier.dead_units(x)])

    def troubles(self) -> list[Exception | None]:
        """The warning, if there was one."""
        return [self.warning]


def first_warning(caught: Sequence[warnings.WarningMessage]) -> Warning | None:
    """The first about the fit itself; those for developers depend on what was imported before."""
    for one in caught:
        if issubclass(one.category, UserWarning | RuntimeWarning):
            return one.message if isinstance(one.message, Warning) else one.category(one.message)
    return None
