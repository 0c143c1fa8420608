"""Everything the summary tells about, and how to find a row of it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

import pandas as pd

from stages.summary.numbers import Row, number

SAME: Final = 1e-9
POINTS: Final = "plane"
"""The one entry of `diagnosis` that is no CSV table."""


class Level(StrEnum):
    """How constant a predictor must be to count as collapsed."""

    NEAR = "near"
    """Its collapse statistic is below epsilon."""
    STRICT = "strict"
    """It predicts one class only."""


@dataclass(frozen=True)
class Setting:
    """What was asked: names and choices, no results.

    `data`: one phrase on the rows; `arm`, `raw`: the arm under audit and the raw one; `families`:
    the roster; `source`, `targets`: stems; `names`: the true name of each stem; `epsilon` of
    near-collapse; `confidence` of the intervals; `penalty_is`: whether LR's setting C is C, or its
    inverse (lambda).
    """

    data: str
    size: str
    arm: str
    raw: str
    families: tuple[str, ...]
    seeds: tuple[int, ...]
    source: str
    targets: tuple[str, ...]
    names: Mapping[str, str]
    epsilon: float
    confidence: float
    penalty_is: str

    @property
    def domains(self) -> tuple[str, ...]:
        """All stems, the source first."""
        return (self.source, *self.targets)

    @property
    def noun(self) -> str:
        """What is counted: with several seeds a configuration is trained several times."""
        return "configuration" if len(self.seeds) == 1 else "training"


def _no_notes() -> pd.DataFrame:
    return pd.DataFrame({"domain": [], "note": []}, dtype="str")


@dataclass(frozen=True)
class Findings:
    """The setting and every result, as the audit wrote them; any table may be empty.

    `rows`: domain, train, test, positives (of test) per stem, missing where unknown; `metrics`: the
    tree of metrics.json; `tables`: the CSV tables by name; `trials`: arm, family, config, seed,
    in_grid, status, error; `facts`: facts.json per arm; `truth`: truth.csv; `pictures`: caption and
    relative path of each plane; `notes`: domain (stem) and note, what the data set says of itself;
    `diagnosis`: the tables of study=diagnosis, and `plane`, its points without and with a remedy.
    """

    setting: Setting
    rows: pd.DataFrame
    metrics: Mapping[str, object]
    tables: Mapping[str, pd.DataFrame]
    trials: pd.DataFrame
    facts: Mapping[str, Mapping[str, object]]
    truth: pd.DataFrame
    pictures: Sequence[tuple[str, str]]
    notes: pd.DataFrame = field(default_factory=_no_notes)
    diagnosis: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def table(self, name: str) -> list[Row]:
        """The rows of one CSV table, the study's where both have it; none without either."""
        return self._rows.get(name, [])

    def metric(self, *keys: str) -> float:
        """A leaf of metrics.json; NaN where it is null or absent."""
        branch: object = self.metrics
        for key in keys[:-1]:
            branch = branch.get(key) if isinstance(branch, Mapping) else None
        return number(branch, keys[-1]) if isinstance(branch, Mapping) else math.nan

    def collapse(
        self, arm: str, family: str, measure: str, target: str, level: Level
    ) -> Row | None:
        """A line of collapse.csv; measures of the source alone have the source as their target."""
        return self._collapse.get((arm, family, measure, target, level))

    def pair(self, family: str, measure: str, target: str, level: Level) -> Row | None:
        """A line of paired.csv."""
        return self._pairs.get((family, measure, target, level))

    def line(self, arm: str, family: str, target: str, plane: str, points: str) -> Row | None:
        """A line of lines.csv on raw axes; family `all` is the pooled line."""
        return self._lines.get((arm, family, target, plane, points))

    def verdict(self, arm: str, family: str, target: str, plane: str) -> Row | None:
        """A line of verdicts.csv on raw axes."""
        return self._verdicts.get((arm, family, target, plane))

    @cached_property
    def _rows(self) -> dict[str, list[Row]]:
        return {
            name: [{str(key): value for key, value in row.items()} for row in records]
            for name, records in (
                (name, t.to_dict("records"))
                for name, t in {**self.tables, **self.diagnosis}.items()
                if name != POINTS
            )
        }

    @cached_property
    def _collapse(self) -> dict[tuple[str, ...], Row]:
        keys = ("arm", "family", "measure", "target")
        return {
            (*(str(row[key]) for key in keys), level_of(row)): row for row in self.table("collapse")
        }

    @cached_property
    def _pairs(self) -> dict[tuple[str, ...], Row]:
        keys = ("family", "measure", "target")
        return {
            (*(str(row[key]) for key in keys), level_of(row)): row for row in self.table("paired")
        }

    @cached_property
    def _lines(self) -> dict[tuple[str, ...], Row]:
        keys = ("arm", "family", "target", "plane", "points")
        return self._raw_axes("lines", keys)

    @cached_property
    def _verdicts(self) -> dict[tuple[str, ...], Row]:
        return self._raw_axes("verdicts", ("arm", "family", "target", "plane"))

    def _raw_axes(self, name: str, keys: tuple[str, ...]) -> dict[tuple[str, ...], Row]:
        rows = (row for row in self.table(name) if row["axes"] == "raw")
        return {tuple(str(row[key]) for key in keys): row for row in rows}


def level_of(row: Row) -> Level:
    """The level of a row with a column `epsilon`: 0 is strict."""
    return Level.STRICT if abs(number(row, "epsilon")) < SAME else Level.NEAR
