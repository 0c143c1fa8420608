"""Configurations that collapse again and again: on how many test sets, on how many arms."""

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from stages.metrics.collapse import Collapse, Kinds
from stages.metrics.collapse_table import STRICT
from stages.metrics.outcome import Outcome

KEY: Final = ("family", "config", "epsilon")
COLUMNS: Final = (*KEY, "tabular", "embedding", "arms", "arms_everywhere")


def domains_collapsed(kinds: Kinds) -> npt.NDArray[np.int64]:
    """On how many test sets each trial collapses; (..., domains, trials) to (..., trials)."""
    collapsed: npt.NDArray[np.int64] = (kinds > Collapse.NONE).sum(axis=-2)
    return collapsed


def arms_collapsed(by_arm: npt.NDArray[np.int64], least: int) -> npt.NDArray[np.int64]:
    """On how many arms each trial collapses on at least `least` test sets; (arms, trials).

    Table 3 of arXiv 2506.17989 lists those that collapse so on all arms, on source and one target.
    """
    arms: npt.NDArray[np.int64] = (by_arm >= least).sum(axis=0)
    return arms


def systematic_rows(
    raw: Outcome, embedded: Outcome, epsilon: float
) -> Iterator[Mapping[str, object]]:
    """Lines of systematic.csv for one family, strict and near: one per trial of the embedded arm.

    `tabular`, `embedding`: test sets on which the arm collapses; `arms`: arms with at least one;
    `arms_everywhere`: arms that collapse on every test set.
    """
    place = {config: index for index, config in enumerate(raw.design.config)}
    shared = np.array([config in place for config in embedded.design.config], dtype=bool)
    order = np.array([place.get(config, 0) for config in embedded.design.config], dtype=np.intp)
    for level in (STRICT, epsilon):
        of_raw = np.zeros(len(order), dtype=np.int64)
        of_raw[shared] = domains_collapsed(raw.kinds(level))[order[shared]]
        by_arm = np.stack([of_raw, domains_collapsed(embedded.kinds(level))])
        counts = (*by_arm, arms_collapsed(by_arm, 1), arms_collapsed(by_arm, len(raw.domains)))
        for config, *cells in zip(embedded.design.config, *counts, strict=True):
            yield dict(
                zip(COLUMNS, (embedded.family, config, level, *map(int, cells)), strict=True)
            )


def systematic_table(rows: list[Mapping[str, object]]) -> pd.DataFrame:
    """systematic.csv: only configurations that collapse at least once, sorted."""
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table[table["arms"] > 0].sort_values(list(KEY), ignore_index=True)
