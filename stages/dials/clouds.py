"""The rows that dials turn: some of the source's, the same for every cloud; a cloud as files."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from stages.dials.plan import Point, RowCounts
from stages.encoders.facts import Fact, distinct_rows, vector_facts
from stages.families.arm_files import DomainFiles
from stages.storage.atomic import write_array
from stages.storage.seeds import generator
from stages.tables import TABLE_KEYS, write_table

Places = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.floating]

MEAN_LENGTH: str = "mean_l1"
"""|mean|_1: the sum of the mean's absolute coordinates; how far one step of Adam moves a logit."""


@dataclass(frozen=True)
class Base:
    """The source's files, and how many of its rows are trained on and tested on."""

    source: DomainFiles
    rows: RowCounts

    def places(self) -> tuple[Places, Places]:
        """Places of the train and the test rows in the source, drawn without regard to the arm.

        All of a split where it has no more rows than asked for.
        """
        train = _drawn(self.source.training_rows(), self.rows["train"], "train")
        return train, _drawn(self.source.test_rows(), self.rows["test"], "test")


@dataclass(frozen=True)
class Cloud:
    """A cloud on the disk, and its facts: of the distinct train rows, six digits."""

    files: DomainFiles
    facts: dict[str, Fact]


def write_cloud(base: Base, point: Point, folder: Path) -> Cloud:
    """Turn the base to the point's dial (fitted on its train rows) and write it below `folder`.

    ValueError for NaN and infinity among its vectors.
    """
    train, test = base.places()
    places = np.concatenate([train, test])
    rows = np.asarray(next(base.source.chunks(places, len(places))), dtype=np.float32)
    if point.turn is not None:
        point.turn.fit(rows[: len(train)])
        rows = np.asarray(point.turn.transform(rows), dtype=np.float32)
    files = DomainFiles(base.source.domain, folder / "table.parquet", folder / "vectors.npy")
    frame = pd.DataFrame({"row": base.source.row_ids(places)})
    frame["split"] = ["train"] * len(train) + ["id_test"] * len(test)
    frame["label"] = base.source.labels(places)
    write_table(files.table, frame, TABLE_KEYS)
    write_array(files.vectors, rows)
    return Cloud(files, cloud_facts(rows[: len(train)]))


def cloud_facts(rows: Vectors) -> dict[str, Fact]:
    """The facts of facts.json, rows that are equal counting once, and the length of the mean."""
    ids = distinct_rows(rows)
    facts = vector_facts(rows, np.ones(len(rows), dtype=np.bool_), ids)
    first = np.sort(np.unique(ids, return_index=True)[1])
    mean = rows[first].mean(axis=0, dtype=np.float64)
    facts.pop("dtype")
    return facts | {MEAN_LENGTH: float(f"{np.abs(mean).sum():.6g}")}


def _drawn(places: Places, count: int, name: str) -> Places:
    order = generator(0, "dials", name).permutation(len(places))
    return np.sort(places[order[:count]])
