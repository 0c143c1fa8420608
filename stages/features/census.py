"""The raw arm of the census data: 76 features of nine columns of codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from stages.data.acs import MAJOR_GROUPS, major_group
from stages.features.birthplace import BIRTHPLACES, birthplace_group
from stages.features.blocks import Block, Groups, Levels, Number, Thresholds
from stages.features.contract import Features
from stages.features.numbers import demand, numbers
from stages.features.occupation import OCCUPATION_CLASSES, occupation_class
from stages.storage.names import closest

BLOCKS: Final[tuple[Block, ...]] = (
    Number("SEX"),
    Number("AGEP"),
    Number("WKHP"),
    Levels("MAR", range(1, 6)),
    Levels("RELP", range(18)),
    Levels("RAC1P", range(1, 10)),
    Levels("COW", range(1, 9)),
    Groups("OCCP", tuple(MAJOR_GROUPS), major_group),
    Number("SCHL"),
    Thresholds("SCHL", (17, 21, 22)),
    Groups("OCCP", tuple(f"class_{name}" for name in OCCUPATION_CLASSES), occupation_class),
    Groups("POBP", tuple(BIRTHPLACES), birthplace_group),
)
"""Every feature, in order. Levels are those of the 2018 dictionary, less COW 9 (never worked)."""


@dataclass(frozen=True)
class CensusFeatures:
    """The features of LTS (arXiv 2410.07395): 76 for its nine columns, 20 more with birthplace.

    columns: those of AGEP COW SCHL MAR OCCP RELP WKHP SEX RAC1P POBP that are used, in any order.
    Raises ValueError for any other. Codes outside the levels, such as the coarse 0 of RAC1P and
    MAR, give an all-zero block; missing numbers are -1.
    """

    columns: Sequence[str]

    def __post_init__(self) -> None:
        """Refuse columns without features."""
        known = sorted({block.column for block in BLOCKS})
        for name in self.columns:
            if name not in known:
                close = closest(name, known)
                raise ValueError(
                    f"Got the census feature {name!r}; nearest: {', '.join(close)}. "
                    f"Known: {', '.join(known)}. Change `features` in conf/data/."
                )

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the chosen columns."""
        return tuple(block for block in BLOCKS if block.column in self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        """Such as AGEP, MAR_1, OCCP_MGR, SCHL_at_least_21."""
        return tuple(name for block in self.blocks for name in block.names)

    def fit(self, frame: pd.DataFrame) -> "CensusFeatures":
        """Itself: the levels come from the dictionary, no row changes them."""
        demand(frame, self.columns)
        return self

    def transform(self, frame: pd.DataFrame) -> Features:
        """Features of every row; codes may be int, float or text ("0010" is 10)."""
        demand(frame, self.columns)
        codes = {name: numbers(frame[name]) for name in self.columns}
        features = np.empty((len(frame), len(self.names)), dtype=np.float32)
        end = 0
        for block in self.blocks:
            start, end = end, end + len(block.names)
            features[:, start:end] = block.values(codes[block.column])
        return features
