"""A group of trials fitted, and how its margins are cut: one way for each word of `Threshold`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from stages.families.arm_files import ArmFiles, training_set
from stages.families.contract import Family, FittedGroup, FloatArray, Trial
from stages.families.groups import fit_group
from stages.families.held_out import training_parts
from stages.families.thresholds import cut_at_prior, tuned_cut
from stages.families.training import Threshold

Cut = Callable[[int, npt.NDArray[np.float64]], float]
"""From a trial's place in its group, and its margins on one domain's test rows, to its cut."""


def at_zero(family: Family, trials: Sequence[Trial], arm: ArmFiles) -> tuple[FittedGroup, Cut]:
    """Fitted on all training rows; cut where the library cuts."""
    return fit_group(family, trials, *training_set(arm)), lambda place, margin: 0.0


def at_prior(family: Family, trials: Sequence[Trial], arm: ArmFiles) -> tuple[FittedGroup, Cut]:
    """Fitted on all training rows; cut so that as many are positive in a domain as in training."""
    x, y = training_set(arm)
    prior = float(y.mean())
    return fit_group(family, trials, x, y), lambda place, margin: cut_at_prior(margin, prior)


def tuned(family: Family, trials: Sequence[Trial], arm: ArmFiles) -> tuple[FittedGroup, Cut]:
    """Fitted on four fifths of the training rows; cut where the last fifth is told apart best."""
    parts = training_parts(arm)
    fitted = fit_group(family, trials, parts.x, parts.y)
    cuts = [tuned_cut(margin, parts.held_y) for margin in _asked(fitted, parts.held_x)]
    return fitted, lambda place, margin: cuts[place]


def _asked(fitted: FittedGroup, x: FloatArray, rows: int = 1024) -> npt.NDArray[np.float64]:
    """Margins of every trial, shape (trials, rows), a part of the rows at a time."""
    parts = [fitted.answers(x[at : at + rows]).margins for at in range(0, len(x), rows)]
    return np.concatenate(parts, axis=1)


Fitting = Callable[[Family, Sequence[Trial], ArmFiles], tuple[FittedGroup, Cut]]

FITTINGS: Final[Mapping[Threshold, Fitting]] = {
    Threshold.NONE: at_zero,
    Threshold.PRIOR: at_prior,
    Threshold.TUNED: tuned,
}
