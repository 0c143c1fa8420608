"""The schema of every table the pipeline writes, with readers and writers.

All files are written whole, sorted and without times.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from stages.storage.atomic import whole_file, write_text
from stages.storage.damage import reading
from stages.storage.seal import check

DIGITS: Final = 6

DOMAINS: Final = ("domain", "file", "role", "rows", "positives")
NOTES: Final = ("domain", "note")
TABLE_KEYS: Final = {"row": pa.int64(), "split": pa.string(), "label": pa.bool_()}
SIDE_KEYS: Final = {"row": pa.int64(), "origin": pa.string(), "bayes_p": pa.float64()}
TEXTS: Final = {"row": pa.int64(), "text": pa.string(), "distinct": pa.int64()}
TRIAL_KEYS: Final = {"config": pa.string(), "seed": pa.int64()}
TRIAL_STATE: Final = {
    "in_grid": pa.bool_(),
    "status": pa.string(),
    "error": pa.string(),
    "run": pa.string(),
}
SCORES: Final = {
    "config": pa.string(),
    "domain": pa.string(),
    "auc": pa.float64(),
    "score_spread": pa.float64(),
    "accuracy_at_prior": pa.float64(),
    "dead_units": pa.float64(),
    "knife_edge": pa.bool_(),
}
TIMINGS: Final = {"config": pa.string(), "seconds": pa.float64()}
CONFUSION: Final = {
    **dict.fromkeys(("arm", "family", "config", "domain", "split"), pa.string()),
    **dict.fromkeys(("tp", "fn", "fp", "tn"), pa.int64()),
}
HALVES: Final = {**CONFUSION, "half": pa.int64()}


@dataclass(frozen=True)
class Predictions:
    """What every trained configuration predicts on the test rows of one domain.

    `rows`: int64, table order; `configs`: configuration ids; `positive`: bool, shape (rows,
    configs), True = predicted positive.
    """

    rows: npt.NDArray[np.int64]
    configs: tuple[str, ...]
    positive: npt.NDArray[np.bool_]


def read_table(path: Path) -> pd.DataFrame:
    """A parquet table as a frame, columns in file order; DamagedFileError where it is none."""
    check(path)
    with reading(path):
        frame: pd.DataFrame = pq.read_table(path).to_pandas()
    return frame


def write_table(path: Path, frame: pd.DataFrame, schema: dict[str, pa.DataType]) -> None:
    """Write a frame whose first columns are those of `schema`, in that order and of those types.

    Further columns follow as they are. Raises ValueError where those of the schema do not come
    first.
    """
    if tuple(frame.columns[: len(schema)]) != tuple(schema):
        raise ValueError(
            f"Got columns {list(frame.columns)} for {path.name}; "
            f"expected them to begin with {list(schema)}."
        )
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    fields = [pa.field(field.name, schema.get(field.name, field.type)) for field in table.schema]
    _write_arrow(path, table.cast(pa.schema(fields)))


def read_predictions(path: Path) -> Predictions:
    """Predictions of one domain as one matrix; a few configurations or a thousand."""
    check(path)
    with reading(path):
        table = pq.read_table(path)
        configs = tuple(table.column_names[1:])
        positive = np.empty((table.num_rows, len(configs)), dtype=np.bool_)
        for column, config in enumerate(configs):
            positive[:, column] = table.column(config).to_numpy()
        return Predictions(table.column("row").to_numpy(), configs, positive)


def write_predictions(path: Path, predictions: Predictions) -> None:
    """Write `row` and one bool column per configuration."""
    columns: list[pa.Array] = [pa.array(predictions.rows, pa.int64())]
    columns += [pa.array(column) for column in predictions.positive.T]
    _write_arrow(path, pa.table(columns, names=["row", *predictions.configs]))


def read_csv(path: Path, text: Sequence[str] = ()) -> pd.DataFrame:
    """A CSV table as written by `write_csv`.

    The columns named in `text` stay strings: a domain may be called 01 or NA.
    """
    check(path)
    kinds = dict.fromkeys(text, "str")
    with reading(path):
        return pd.read_csv(path, dtype=kinds, keep_default_na=False, na_values=[""])


def read_json(path: Path) -> object:
    """What a JSON file holds; DamagedFileError where it is none."""
    check(path)
    with reading(path):
        content: object = json.loads(path.read_text(encoding="utf-8"))
    return content


def write_csv(
    path: Path, frame: pd.DataFrame, columns: Sequence[str], key: Sequence[str] = ()
) -> None:
    """Write exactly `columns`, sorted by `key`, floats with 6 digits, missing values empty."""
    ordered = frame.loc[:, list(columns)]
    if key:
        ordered = ordered.sort_values(list(key), kind="stable")
    rows = _Rows()
    ordered.to_csv(rows, index=False, float_format=f"%.{DIGITS}g", lineterminator=_Rows.END)
    write_text(path, rows.getvalue())


def read_domains(path: Path) -> pd.DataFrame:
    """The domains, source first: domain (true name), file (stem), role, rows, positives."""
    return read_csv(path, text=("domain", "file", "role"))


class _Rows(io.StringIO):
    """Rows that end with a line feed, while the csv module takes both line ends for special.

    It quotes the cells that hold a character of the line's end, and would leave a bare CR unquoted.
    """

    END: Final = "\r\n"

    def write(self, row: str) -> int:
        """One row, which the csv module hands over whole."""
        return super().write(f"{row.removesuffix(self.END)}\n")


def _write_arrow(path: Path, table: pa.Table) -> None:
    with whole_file(path) as stream:
        pq.write_table(table, stream, compression="zstd")
