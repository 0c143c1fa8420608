"""The axes of a family's grid, distances of its configurations along them, and paths."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Codes = npt.NDArray[np.intp]


@dataclass(frozen=True)
class GridAxis:
    """One setting that takes two values or more.

    `codes`: rank of each configuration's value; `size`: number of values; `ordered`: whether they
    are numbers (names have no order).
    """

    codes: Codes
    size: int
    ordered: bool


def grid_axes(settings: pd.DataFrame) -> list[GridAxis]:
    """The axes of a family from its settings, a column each; null is a value like any other."""
    axes = [_axis(settings[name]) for name in settings.columns if settings[name].notna().any()]
    return [axis for axis in axes if axis.size > 1]


def grid_distances(axes: Sequence[GridAxis], configurations: int) -> Codes:
    """Steps between configurations: ranks apart on ordered axes, 0 or 1 on others; summed."""
    steps = np.zeros((configurations, configurations), dtype=np.intp)
    for axis in axes:
        apart = np.abs(axis.codes[:, None] - axis.codes[None, :])
        steps += apart if axis.ordered else np.minimum(apart, 1)
    return steps


def axis_paths(axes: Sequence[GridAxis]) -> Iterator[Codes]:
    """Positions of two or more configurations that differ in one ordered axis, in its order."""
    for axis in axes:
        if axis.ordered:
            others = [other.codes for other in axes if other is not axis]
            yield from _paths(
                axis.codes, np.array(others, dtype=np.intp).reshape(-1, len(axis.codes))
            )


def _axis(column: pd.Series) -> GridAxis:
    numbers = pd.to_numeric(column, errors="coerce")
    ordered = bool((numbers.notna() | column.isna()).all())
    values = numbers if ordered else column.astype(str)
    codes, uniques = pd.factorize(values, sort=True, use_na_sentinel=False)
    return GridAxis(codes.astype(np.intp), len(uniques), ordered)


def _paths(along: Codes, others: Codes) -> Iterator[Codes]:
    order = np.lexsort([along, *others])
    changed = (np.diff(others[:, order], axis=1) != 0).any(axis=0)
    yield from (path for path in np.split(order, np.flatnonzero(changed) + 1) if len(path) > 1)
