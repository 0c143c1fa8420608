"""Confusion counts of one arm as arrays: configurations x domains x (tp, fn, fp, tn)."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from stages.metrics.confusion import CELLS, ConfusionCounts, Counts
from stages.metrics.design import KEYS, without_seed

POOLED: Final = "all"
"""What stands for the family where all are taken together."""


@dataclass(frozen=True)
class ArmCounts:
    """The points of one arm: configurations of the grid that trained well, sorted by family and id.

    `families`, `configs`: one name per point; `domains`: stems, source first; `whole`: int64,
    shape (points, domains, 4); `halves`: (points, domains, 2, 4), the two halves of each test set;
    `settings`: a row per point, a column per hyper-parameter; `seeds`: one per point.
    """

    families: npt.NDArray[np.object_]
    configs: npt.NDArray[np.object_]
    domains: tuple[str, ...]
    whole: Counts
    halves: Counts
    settings: pd.DataFrame
    seeds: npt.NDArray[np.int64]

    def configurations(self) -> npt.NDArray[np.intp]:
        """A code per point: the same for all seeds of one configuration of one family."""
        names = [
            f"{family} {without_seed(config)}"
            for family, config in zip(self.families, self.configs, strict=True)
        ]
        return pd.factorize(np.array(names, dtype=object), sort=True)[0].astype(np.intp)


def arm_counts(
    arm: str,
    counts: pd.DataFrame,
    halves: pd.DataFrame,
    trials: pd.DataFrame,
    domains: pd.DataFrame,
) -> ArmCounts:
    """Gather one arm's counts; only rows of `trials` in the grid with status ok are points.

    Raises ValueError where a point lacks the counts of a domain.
    """
    points = grid_points(trials, arm)
    stems = ordered_stems(domains)
    return ArmCounts(
        families=points["family"].to_numpy(dtype=object),
        configs=points["config"].to_numpy(dtype=object),
        domains=stems,
        whole=count_array(counts[counts["arm"] == arm], points, stems),
        halves=np.stack(
            [
                count_array(halves[(halves["arm"] == arm) & (halves["half"] == h)], points, stems)
                for h in (0, 1)
            ],
            axis=2,
        ),
        settings=points.drop(columns=[name for name in KEYS if name in points]),
        seeds=points["seed"].to_numpy(dtype=np.int64),
    )


def grid_points(trials: pd.DataFrame, arm: str) -> pd.DataFrame:
    """The trials of one arm that are points: in the grid, status ok; sorted by family and id."""
    wanted = (trials["arm"] == arm) & trials["in_grid"].astype(bool) & (trials["status"] == "ok")
    return trials[wanted].sort_values(["family", "config"]).reset_index(drop=True)


def ordered_stems(domains: pd.DataFrame) -> tuple[str, ...]:
    """Domain stems: the source, then the targets sorted; ValueError unless there is one source."""
    source = domains.loc[domains["role"] == "source", "file"].astype(str).tolist()
    if len(source) != 1:
        raise ValueError(f"Got {len(source)} domains with role source; expected exactly one.")
    targets = sorted(domains.loc[domains["role"] == "target", "file"].astype(str))
    return (source[0], *targets)


def confusion(tables: Counts) -> ConfusionCounts:
    """Tables (..., 4) of tp, fn, fp, tn as counts of shape (...)."""
    return ConfusionCounts(*np.moveaxis(tables, -1, 0))


def count_array(counts: pd.DataFrame, points: pd.DataFrame, stems: tuple[str, ...]) -> Counts:
    """Counts by point and domain, int64 of shape (points, stems, 4).

    Raises ValueError that names the first point and domain without counts.
    """
    array = np.full((len(points), len(stems), len(CELLS)), np.nan)
    index = points[["family", "config"]].assign(point=np.arange(len(points)))
    cells = counts[counts["domain"].isin(stems)].merge(index, on=["family", "config"])
    column = cells["domain"].map({stem: place for place, stem in enumerate(stems)})
    array[cells["point"].to_numpy(dtype=np.intp), column.to_numpy(dtype=np.intp)] = cells[
        CELLS
    ].to_numpy(dtype=np.float64, na_value=np.nan)
    missing = np.argwhere(np.isnan(array).any(axis=2))
    if len(missing):
        point, place = missing[0]
        raise ValueError(
            f"Got no counts of {points['family'][point]} {points['config'][point]} "
            f"on {stems[place]}; expected counts of every trial that is ok: run evaluate again."
        )
    return array.astype(np.int64)
