"""Trials tables and outcomes for tests, from plain lists."""

import numpy as np
import pandas as pd

from stages.metrics.confusion import ConfusionCounts
from stages.metrics.design import design
from stages.metrics.outcome import Outcome


def trials(
    count: int,
    *,
    seeds: tuple[int, ...] = (0,),
    runs: list[str] | None = None,
    failed: tuple[int, ...] = (),
    extras: tuple[int, ...] = (),
) -> pd.DataFrame:
    """`count` configurations C=0.. a seed; `runs`: a name per C; `failed`, `extras`: some C."""
    frame = pd.DataFrame(
        [(f"C={c};seed={s}", s, c) for s in seeds for c in range(count)],
        columns=["config", "seed", "C"],
    )
    place = frame["C"]
    frame["in_grid"] = ~place.isin(extras)
    frame["status"] = np.where(place.isin(failed), "diverged", "ok")
    frame["error"] = None
    names = runs or [f"r{c}" for c in range(count)]
    frame["run"] = [f"{names[c]};{s}" for c, s in zip(place, frame["seed"], strict=True)]
    return frame


def made_outcome(kinds: list[list[int]], table: pd.DataFrame, arm: str = "hashing") -> Outcome:
    """An outcome with these kinds (domains, trials) on test sets of 60 positives, 40 negatives."""
    constant = {0: (50, 10, 10, 30), 1: (60, 0, 40, 0), 2: (0, 60, 0, 40)}
    grid = design(table)
    cells = np.array([[constant[kind] for kind in line] for line in kinds])
    cells = np.where(grid.failed[None, :, None], 0, cells)
    counts = ConfusionCounts(*np.moveaxis(cells, -1, 0))
    names = ("CA", "PR", "AL", "AZ")[: len(kinds)]
    return Outcome(arm, "mlp", grid, names, counts)
