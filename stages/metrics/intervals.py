"""Three intervals, each about something else: draws as if independent, re-training, test rows."""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats

from stages.metrics.confusion import Floats

SEEDS_FOR_INTERVAL: Final = 5
SEEDS_FOR_RANGE: Final = 2

Pair = tuple[float, float]
UNKNOWN: Final[Pair] = (float("nan"), float("nan"))


def binomial_band(successes: float, trials: int, confidence: float) -> Pair:
    """Wilson's interval, as if the trials were independent draws: descriptive, no confidence.

    Grid points are no independent draws. `successes` may be fractional (means over snapshots of
    one run). NaN without trials.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"Got {successes} successes of {trials}; expected between 0 and all.")
    if trials == 0:
        return UNKNOWN
    z = float(stats.norm.ppf((1 + confidence) / 2))
    share, squared = successes / trials, z * z / trials
    centre = (share + squared / 2) / (1 + squared)
    half = z / (1 + squared) * np.sqrt(share * (1 - share) / trials + squared / trials / 4)
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == trials else min(1.0, centre + half)
    return float(low), float(high)


def student_interval(values: Floats, confidence: float) -> Pair:
    """Student's t interval of the mean of one value per seed; NaN below five seeds."""
    if len(values) < SEEDS_FOR_INTERVAL:
        return UNKNOWN
    error = values.std(ddof=1) / np.sqrt(len(values))
    reach = float(stats.t.ppf((1 + confidence) / 2, len(values) - 1) * error)
    mean = float(values.mean())
    return mean - reach, mean + reach


def retraining_interval(values: Floats, confidence: float) -> Pair:
    """The interval of a ratio's mean over re-trainings (one value per seed), within [0, 1].

    NaN below five seeds.
    """
    low, high = student_interval(values, confidence)
    return UNKNOWN if np.isnan(low) else (max(0.0, low), min(1.0, high))


def seed_range(values: Floats) -> Pair:
    """Smallest and largest value over the seeds; NaN for a single seed."""
    if len(values) < SEEDS_FOR_RANGE:
        return UNKNOWN
    return float(values.min()), float(values.max())


def percentile_interval(replicates: Floats, confidence: float) -> Pair:
    """The central `confidence` of bootstrap replicates; undefined replicates are left out."""
    known = replicates[np.isfinite(replicates)]
    if len(known) == 0:
        return UNKNOWN
    tail = (1 - confidence) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    return float(low), float(high)


def failure_bounds(collapsed: float, failed: int, trials: int) -> Pair:
    """[k/H, (k + f)/H]: the share if none, or all, of the failed trials had collapsed."""
    if trials == 0:
        return UNKNOWN
    return collapsed / trials, (collapsed + failed) / trials


def range_of(values: npt.NDArray[np.float64]) -> Pair:
    """Smallest and largest of the defined values; NaN where there is none."""
    known = values[np.isfinite(values)]
    return (float(known.min()), float(known.max())) if len(known) else UNKNOWN
