"""Bindings: the segments from each configuration's raw point to its embedded point in a plane."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from stages.metrics.arm_counts import ArmCounts, arm_counts, confusion
from stages.metrics.confusion import Floats
from stages.metrics.grid_axes import GridAxis, axis_paths, grid_axes, grid_distances
from stages.metrics.line_fit import FEWEST_POINTS, ROUNDING
from stages.metrics.planes import VIEWS
from stages.storage.arms import RAW_ARM

BINDINGS: Final = ["arm", "family", "target", "plane", "n", "coherence", "contraction", "length"]


def bindings_table(
    counts: pd.DataFrame, halves: pd.DataFrame, trials: pd.DataFrame, domains: pd.DataFrame
) -> pd.DataFrame:
    """One row per embedded arm, family, target and plane (raw axes); columns `BINDINGS`.

    `n`: configurations that are points in both arms; `coherence` (the mean over the seeds, as the
    same configuration with another seed is no neighbour), `contraction` and `length`: see the
    functions of these names. Missing where undefined; no rows without the raw arm.
    """
    arms = sorted(set(trials["arm"]) - {RAW_ARM})
    rows: list[dict[str, object]] = []
    if RAW_ARM in set(trials["arm"]):
        raw = arm_counts(RAW_ARM, counts, halves, trials, domains)
        for arm in arms:
            embedded = arm_counts(arm, counts, halves, trials, domains)
            for family in sorted(set(raw.families) & set(embedded.families)):
                rows += _family_rows(arm, family, raw, embedded)
    return pd.DataFrame(rows, columns=BINDINGS).sort_values(BINDINGS[:4], ignore_index=True)


def coherence(binding: Floats, steps: npt.NDArray[np.intp]) -> float:
    """How well a binding is foretold by its neighbours in the grid: 1 minus the share left over.

    `binding`: (configurations, 2), embedded minus raw point; `steps`: distances in the grid. Each
    binding is foretold by the mean of the nearest others (ties all count); the share is its squared
    error over that of the mean of all others. 1 for equal bindings, 0 if neighbours know no more
    than all do, below 0 if less; NaN below three configurations.
    """
    n = len(binding)
    if n < FEWEST_POINTS:
        return math.nan
    if (np.ptp(binding, axis=0) <= ROUNDING).all():
        return 1.0
    others = np.where(np.eye(n, dtype=np.bool_), np.iinfo(np.int64).max, steps)
    near = (others == others.min(axis=1, keepdims=True)).astype(np.float64)
    foretold = near @ binding / near.sum(axis=1, keepdims=True)
    mean_of_others = (binding.sum(axis=0) - binding) / (n - 1)
    left = float(((binding - foretold) ** 2).sum())
    return 1 - left / float(((binding - mean_of_others) ** 2).sum())


def contraction(raw: Floats, embedded: Floats) -> float:
    """Spread of the embedded points over that of the raw ones; NaN where the raw ones coincide.

    Spread: root mean squared distance from the mean. Shapes (configurations, 2).
    """
    before, after = _spread(raw), _spread(embedded)
    return after / before if before > ROUNDING else math.nan


def length(points: Floats, axes: Sequence[GridAxis]) -> float:
    """Mean length of the paths that points describe as one ordered hyper-parameter moves.

    In the plane's units; NaN where no two configurations differ in one ordered axis only.
    """
    paths = [float(np.hypot(*np.diff(points[path], axis=0).T).sum()) for path in axis_paths(axes)]
    return float(np.mean(paths)) if paths else math.nan


def _family_rows(
    arm: str, family: str, raw: ArmCounts, embedded: ArmCounts
) -> list[dict[str, object]]:
    of_raw, of_embedded = _shared(family, raw, embedded)
    seeds = embedded.seeds[of_embedded].astype(str)  # names: no path leads from seed to seed
    axes = grid_axes(embedded.settings.iloc[of_embedded].assign(seed=[f"seed {s}" for s in seeds]))
    steps = grid_distances(axes, len(of_embedded))
    rows: list[dict[str, object]] = []
    for view in [view for view in VIEWS if view.axes == "raw"]:
        before = view.score(confusion(raw.whole[of_raw]))
        after = view.score(confusion(embedded.whole[of_embedded]))
        for place, target in enumerate(raw.domains[1:], start=1):
            start, end = before[:, [0, place]], after[:, [0, place]]
            key = {"arm": arm, "family": family, "target": target, "plane": view.plane}
            figures = {
                "coherence": _mean_coherence(end - start, steps, seeds),
                "contraction": contraction(start, end),
                "length": length(end, axes),
            }
            rows.append({**key, "n": len(start), **figures})
    return rows


def _mean_coherence(
    binding: Floats, steps: npt.NDArray[np.intp], seeds: npt.NDArray[np.str_]
) -> float:
    """Of each seed's grid by itself: a twin of another seed would foretell all without a grid."""
    grids = [np.flatnonzero(seeds == seed) for seed in np.unique(seeds)]
    each = [coherence(binding[own], steps[np.ix_(own, own)]) for own in grids]
    known = [value for value in each if not math.isnan(value)]
    return float(np.mean(known)) if known else math.nan


def _shared(
    family: str, raw: ArmCounts, embedded: ArmCounts
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    first = {raw.configs[at]: int(at) for at in np.flatnonzero(raw.families == family)}
    second = {embedded.configs[at]: int(at) for at in np.flatnonzero(embedded.families == family)}
    both = sorted(set(first) & set(second))
    return (
        np.array([first[config] for config in both], dtype=np.intp),
        np.array([second[config] for config in both], dtype=np.intp),
    )


def _spread(points: Floats) -> float:
    if not len(points):
        return 0.0
    return math.sqrt(float(((points - points.mean(axis=0)) ** 2).sum()) / len(points))
