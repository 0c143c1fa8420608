"""Features of any table, by the type of each column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder

from stages.features.contract import Features
from stages.features.numbers import demand, numbers
from stages.text.plain import distinct_cells, number, plain

_BLOCK: Final = 65_536
"""Rows that are transformed at a time: scikit-learn's float64 copies stay small."""


@dataclass(frozen=True)
class ColumnFeatures:
    """A scikit-learn ColumnTransformer by column type.

    numbers: the median of the train rows where missing; after all numbers, a 0/1 feature for each
    that any train row lacks. categories: a 0/1 feature per level of the train rows, missing being a
    level too; all 0 for other levels. ordered: column to its levels, lowest first, which become
    0, 1, 2, ...; -1 for missing and other values; no levels given: those of the train rows, numbers
    by size and then words by the alphabet. most_levels: a category with more levels in the train
    rows keeps the most frequent ones, of equally frequent ones the first.
    """

    numbers: Sequence[str]
    categories: Sequence[str]
    ordered: Mapping[str, Sequence[object]]
    most_levels: int

    def fit(self, frame: pd.DataFrame) -> "FittedColumnFeatures":
        """Learn medians and levels; ValueError for no columns, no rows or columns not there."""
        known = self.readable(frame)
        if known.empty:
            raise ValueError(
                f"Got {known.shape[1]} feature columns and {len(frame)} train rows; "
                "expected at least one of each."
            )
        levels = {name: _frequent(known[name], self.most_levels) for name in self.categories}
        orders = {name: _order(given, known[name]) for name, given in self.ordered.items()}
        return FittedColumnFeatures(
            features=self,
            transformer=self._transformer(levels, orders).fit(known),
            names=(
                *self.numbers,
                *(f"{name}_missing" for name in self.numbers if known[name].isna().any()),
                *(f"{name}_{x or 'missing'}" for name in self.categories for x in levels[name]),
                *self.ordered,
            ),
        )

    def readable(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The columns that are used: numbers as float64, all others as plain text."""
        demand(frame, [*self.numbers, *self.categories, *self.ordered])
        columns = {name: numbers(frame[name]) for name in self.numbers}
        texts = {name: _texts(frame[name]) for name in (*self.categories, *self.ordered)}
        return pd.DataFrame(columns | texts)

    def _transformer(
        self, levels: Mapping[str, list[str]], orders: Mapping[str, list[str]]
    ) -> ColumnTransformer:
        medians = SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True)
        one_hot = OneHotEncoder(
            categories=list(levels.values()), handle_unknown="ignore", sparse_output=False
        )
        ranks = OrdinalEncoder(
            categories=list(orders.values()),
            handle_unknown="use_encoded_value",
            unknown_value=-1,
        )
        return ColumnTransformer(
            [
                ("numbers", medians, list(self.numbers)),
                ("categories", one_hot, list(levels)),
                ("ordered", ranks, list(orders)),
            ]
        )


@dataclass(frozen=True)
class FittedColumnFeatures:
    """Features by what was learnt from the train rows."""

    features: ColumnFeatures
    transformer: ColumnTransformer
    names: tuple[str, ...]

    def transform(self, frame: pd.DataFrame) -> Features:
        """Float32 features of every row, shape (rows, len(names)); also of no rows at all."""
        readable = self.features.readable(frame)
        features = np.empty((len(frame), len(self.names)), dtype=np.float32)
        for start in range(0, len(frame), _BLOCK):
            rows = slice(start, start + _BLOCK)
            features[rows] = self.transformer.transform(readable[rows])
        return features


def _texts(column: pd.Series) -> np.ndarray:
    codes, texts = distinct_cells(column)
    return np.array([*texts, ""], dtype=object)[codes]


def _order(given: Sequence[object], column: pd.Series) -> list[str]:
    """The levels given, else those of the column; a line end, which no cell reads as, for none."""
    levels = map(plain, given) if given else _levels(column)
    return [level for level in dict.fromkeys(levels) if level] or ["\n"]


def _frequent(column: pd.Series, most: int) -> list[str]:
    """The most frequent levels, in the order of all levels."""
    levels, counts = _levels(column), column.value_counts()
    kept = set(sorted(levels, key=lambda level: -counts[level])[:most])
    return [level for level in levels if level in kept]


def _levels(column: pd.Series) -> list[str]:
    """Distinct texts, numbers by size and then words by the alphabet."""
    found = {text: number(text) for text in column.unique()}
    return sorted(found, key=lambda text: (found[text] is None, float(found[text] or 0), text))
