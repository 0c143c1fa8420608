"""Statistics of the accuracy line over all families: what the collapsed add to it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stages.claims.measured import Measured, per_seed
from stages.claims.run import NotToldError, Run
from stages.metrics.arm_counts import ArmCounts, confusion
from stages.metrics.confusion import Floats, accuracy
from stages.metrics.line_fit import fit_line
from stages.metrics.planes import Points, kept
from stages.metrics.skill import label_axis, left_out_errors

Mask = npt.NDArray[np.bool_]
OfTarget = Callable[[ArmCounts, Floats, int, float], float]


@dataclass(frozen=True)
class SquareGain:
    """R^2 of the line through all, minus that without near-collapses; mean over the targets."""

    @property
    def words(self) -> str:
        """What is measured."""
        return "R2 with minus without near-collapses, accuracy line on the embedding, all targets"

    def measure(self, run: Run) -> Measured:
        """One mean per seed."""
        return per_seed(run, lambda seed: _mean_over_targets(run, seed, _square_gain))


@dataclass(frozen=True)
class SkillGain:
    """How much better the line through all foretells the others than the line through the others.

    Error saved on the configurations that are not near-collapsed, leaving out one family at a time,
    over the error of guessing their mean; mean over the targets. 0: the collapsed teach nothing.
    """

    @property
    def words(self) -> str:
        """What is measured."""
        return (
            "skill on the not collapsed, line with minus line without near-collapses, all targets"
        )

    def measure(self, run: Run) -> Measured:
        """One mean per seed."""
        return per_seed(run, lambda seed: _mean_over_targets(run, seed, _skill_gain))


def _mean_over_targets(run: Run, seed: int, of_target: OfTarget) -> float:
    points = run.points(run.subject, seed)
    scores = accuracy(confusion(points.whole))
    targets = range(1, len(points.domains))
    values = [of_target(points, scores, place, run.epsilon) for place in targets]
    known = [value for value in values if np.isfinite(value)]
    if not known:
        raise NotToldError("no line on any target")
    return float(np.mean(known))


def _square_gain(points: ArmCounts, scores: Floats, place: int, epsilon: float) -> float:
    x, y, rest = _plane(points, scores, place, epsilon)
    return fit_line(x, y).r2 - fit_line(x[rest], y[rest]).r2


def _skill_gain(points: ArmCounts, scores: Floats, place: int, epsilon: float) -> float:
    x, y, rest = _plane(points, scores, place, epsilon)
    names = np.asarray(points.families, dtype=object)
    if len(set(names[rest])) < 2:
        return float("nan")
    (every,), (others,) = label_axis(names), label_axis(names[rest])
    through_all, _, usable = left_out_errors(x, y, every.values)
    through_rest, of_mean, known = left_out_errors(x[rest], y[rest], others.values)
    both = known & usable[rest]
    guessed = float(of_mean[both].sum())
    saved = float((through_rest - through_all[rest])[both].sum())
    return saved / guessed if guessed > 0 else float("nan")


def _plane(
    points: ArmCounts, scores: Floats, place: int, epsilon: float
) -> tuple[Floats, Floats, Mask]:
    return scores[:, 0], scores[:, place], kept(points.whole, place, epsilon, Points.NOT_NEAR)
