"""Clouds whose collapse ratios were measured, as the forecast is fitted on and judged by them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from stages.expectation.terms import TERMS, terms

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

REAL: Final = frozenset({"none", "remedy"})
"""The dials of clouds that an encoder made, perhaps remedied; all others are controlled."""
OTHER_GRID: Final = "batch"
"""Points of this dial are of another grid."""


@dataclass(frozen=True)
class Observed:
    """One family's measured clouds.

    `terms`: shape (clouds, terms); `share`: collapse ratios; `encoder`: whose vectors each cloud is
    made of; `real`: whether the encoder made it, or a dial.
    """

    terms: Floats
    share: Floats
    encoder: npt.NDArray[np.str_]
    real: Mask

    def taken(self, kept: Mask) -> "Observed":
        """Some of the clouds."""
        return Observed(self.terms[kept], self.share[kept], self.encoder[kept], self.real[kept])


def observed(tables: Mapping[str, pd.DataFrame]) -> dict[str, Observed]:
    """By family, sorted: the clouds of all dial tables, which are given by encoder.

    Clouds in which nothing varies, and grids with another batch, are left out. ValueError where
    nothing is left.
    """
    parts = [table.assign(encoder=name) for name, table in sorted(tables.items())]
    whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    if whole.empty:
        raise ValueError("Got no dial tables; expected at least one with rows: measure some first.")
    whole = whole.loc[(whole["dial"] != OTHER_GRID) & whole["collapse"].notna()]
    if whole.empty:
        raise ValueError(
            "Got dial tables without a collapse ratio of any grid; expected at least one. Look for "
            "what failed with python -m stages.commands.dials."
        )
    return {str(family): _of(part) for family, part in whole.groupby("family", sort=True)}


def _of(table: pd.DataFrame) -> Observed:
    facts = table.astype(object).where(table.notna(), None).to_dict("records")
    found = [terms({str(key): value for key, value in one.items()}) for one in facts]
    kept = np.array([one is not None for one in found], dtype=np.bool_)
    if not kept.any():
        raise ValueError("Got dial tables of clouds without spread; expected some that vary.")
    rows = np.array([one for one in found if one is not None]).reshape(-1, len(TERMS))
    table = table.loc[kept]
    return Observed(
        rows,
        table["collapse"].to_numpy(dtype=np.float64),
        table["encoder"].to_numpy(dtype=np.str_),
        table["dial"].isin(REAL).to_numpy(),
    )
