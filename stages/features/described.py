"""Features of a user's table, by what its description calls each column."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from stages.data.files.description import Kind, read_description
from stages.data.files.faults import Faults
from stages.features.columns import ColumnFeatures, FittedColumnFeatures


@dataclass(frozen=True)
class DescribedFeatures:
    """`description`: path of the yaml; `levels`: at most so many 0/1 features per category."""

    description: str
    levels: int

    def fit(self, frame: pd.DataFrame) -> FittedColumnFeatures:
        """Learn medians and levels; ValueError where the description can't be used."""
        path = Path(self.description)
        faults = Faults(path.name)
        described = read_description(path, faults)
        faults.demand()
        columns = described.features if described else ()
        return ColumnFeatures(
            [column.name for column in columns if column.kind is Kind.NUMBER],
            [column.name for column in columns if column.kind is Kind.CATEGORY],
            {column.name: column.order for column in columns if column.kind is Kind.ORDERED},
            self.levels,
        ).fit(frame)
