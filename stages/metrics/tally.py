"""The frames that `evaluate` writes: counts, counts by halves, and intervals over test rows."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from stages.metrics.confusion import CELLS, ConfusionCounts, count, weighted_count
from stages.metrics.held_out import HeldOut
from stages.tables import Predictions


def select(predictions: Predictions, trials: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Predictions (rows, trials) of the trials that are ok, in the order of `trials`.

    KeyError where a trial that is ok has no predictions.
    """
    ok = trials.loc[trials["status"] == "ok", "config"].tolist()
    place = {config: column for column, config in enumerate(predictions.configs)}
    absent = [config for config in ok if config not in place]
    if absent:
        raise KeyError(f"No predictions of {absent[0]!r}, which is ok in trials; train again.")
    return predictions.positive[:, [place[config] for config in ok]]


def confusion_frame(
    arm: str, family: str, trials: pd.DataFrame, test: HeldOut, counts: ConfusionCounts
) -> pd.DataFrame:
    """Every trial's counts on one test set; `counts` has those that are ok, the rest is empty."""
    ok = (trials["status"] == "ok").to_numpy(dtype=bool)
    frame = pd.DataFrame({"arm": arm, "family": family, "config": trials["config"]})
    frame["domain"], frame["split"] = test.domain, test.split
    for name, cell in zip(CELLS, counts.cells, strict=True):
        column = np.full(len(trials), -1, dtype=np.int64)
        column[ok] = cell
        frame[name] = pd.array(column, dtype="Int64")
        frame.loc[~ok, name] = pd.NA
    return frame


def halves_frame(
    arm: str, family: str, trials: pd.DataFrame, test: HeldOut, positive: npt.NDArray[np.bool_]
) -> pd.DataFrame:
    """The same inside either half of the test set, with a column `half` (0, 1)."""
    parts = []
    for half in (0, 1):
        inside = test.half == half
        counts = count(positive[inside], test.label[inside])
        parts.append(confusion_frame(arm, family, trials, test, counts).assign(half=half))
    return pd.concat(parts, ignore_index=True)


def replicate_counts(
    test: HeldOut, positive: npt.NDArray[np.bool_], ok: npt.NDArray[np.bool_], replicates: int
) -> ConfusionCounts:
    """Bootstrapped counts (replicates, trials), 0 for trials without predictions.

    `ok`: which trials the columns of `positive` belong to.
    """
    drawn = weighted_count(positive, test.label, test.bootstrap(replicates))
    cells: Mapping[str, npt.NDArray[np.int64]] = {
        name: np.zeros((replicates, len(ok)), dtype=np.int64) for name in CELLS
    }
    for name, cell in zip(CELLS, drawn.cells, strict=True):
        cells[name][:, ok] = cell
    return ConfusionCounts(**cells)
