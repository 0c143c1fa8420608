"""How often every model predicts every class, per cohort and window, in one pass over the rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from stages.alarm.vocabulary import Vocabulary
from stages.alarm.windows import Windows
from stages.alarm.words import distinct_words

MOST_GROUPS: Final = 100_000
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, order=True)
class Group:
    """A `cohort` within a window (its `place`, in order of time); 0 and empty where not asked."""

    cohort: str
    place: int


@dataclass(frozen=True)
class Columns:
    """Which columns are what; None where there is none."""

    models: tuple[str, ...]
    cohort: str | None
    time: str | None
    label: str | None

    @property
    def wanted(self) -> tuple[str, ...]:
        """All that is read, each once."""
        others = (name for name in (self.cohort, self.time, self.label) if name is not None)
        return tuple(dict.fromkeys((*self.models, *others)))


@dataclass
class Tally:
    """Counts per group, of shape (models, classes, classes + 1): predicted, labelled.

    The last label is "none given".
    """

    columns: Columns
    vocabulary: Vocabulary
    windows: Windows | None
    rows: int = 0
    counts: dict[Group, Counts] = field(default_factory=dict)

    def add(self, chunk: pa.RecordBatch) -> None:
        """Count a chunk; ValueError names the column of an empty cell or an unknown word."""
        if not chunk.num_rows:
            return
        groups, of_row = self._groups(chunk)
        classes, models = len(self.vocabulary.names), self.columns.models
        label = self._labels(chunk) % (classes + 1)  # -1 becomes the last
        found = np.empty((len(groups), len(models), classes, classes + 1), dtype=np.int64)
        for number, model in enumerate(models):
            predicted = self.vocabulary.read(chunk.column(model), model)
            if (missing := int((predicted < 0).sum())) > 0:
                raise ValueError(
                    f"Got {missing} empty cells in column {model!r} (rows {self.rows} to "
                    f"{self.rows + chunk.num_rows - 1}); expected a prediction in every row. Leave "
                    "those rows or this column out."
                )
            place = (of_row * classes + predicted) * (classes + 1) + label
            cells = np.bincount(place, minlength=len(groups) * classes * (classes + 1))
            found[:, number] = cells.reshape(len(groups), classes, classes + 1)
        for group, tables in zip(groups, found, strict=True):
            counts = self._of(group)
            counts += tables
        self.rows += chunk.num_rows

    def _of(self, group: Group) -> Counts:
        if group not in self.counts:
            classes = len(self.vocabulary.names)
            self.counts[group] = np.zeros((len(self.columns.models), classes, classes + 1), "int64")
            if len(self.counts) > MOST_GROUPS:
                raise ValueError(
                    f"Got more than {MOST_GROUPS:,} cohorts and windows; expected fewer. Make "
                    "--window wider, or name another column in --cohort."
                )
        return self.counts[group]

    def _labels(self, chunk: pa.RecordBatch) -> npt.NDArray[np.intp]:
        if self.columns.label is None:
            return np.full(chunk.num_rows, -1, dtype=np.intp)
        return self.vocabulary.read(chunk.column(self.columns.label), self.columns.label)

    def _groups(self, chunk: pa.RecordBatch) -> tuple[list[Group], npt.NDArray[np.intp]]:
        cohorts, cohort = self._cohorts(chunk)
        places = self._places(chunk)
        windows, of_window = np.unique(places, return_inverse=True)
        code = of_window * len(cohorts) + cohort
        found, of_row = np.unique(code, return_inverse=True)
        groups = [Group(cohorts[c % len(cohorts)], int(windows[c // len(cohorts)])) for c in found]
        return groups, of_row.astype(np.intp)

    def _cohorts(self, chunk: pa.RecordBatch) -> tuple[Sequence[str], npt.NDArray[np.intp]]:
        if self.columns.cohort is None:
            return [""], np.zeros(chunk.num_rows, dtype=np.intp)
        words, codes = distinct_words(chunk.column(self.columns.cohort), self.columns.cohort)
        if (missing := int((codes < 0).sum())) > 0:
            raise ValueError(_empty(missing, self.columns.cohort))
        return words, codes

    def _places(self, chunk: pa.RecordBatch) -> Counts:
        if self.windows is None:
            return np.zeros(chunk.num_rows, dtype=np.int64)
        times = chunk.column(self.columns.time or self.columns.models[0])
        if self.columns.time is not None and times.null_count:
            raise ValueError(_empty(times.null_count, self.columns.time))
        return self.windows.places(self.rows, times)


def _empty(cells: int, column: str) -> str:
    return (
        f"Got {cells} empty cells in column {column!r}; expected a value in every row. Leave those "
        "rows out."
    )
