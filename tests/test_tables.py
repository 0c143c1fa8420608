import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from stages import tables


def test_predictions_come_back_as_one_matrix(tmp_path: Path) -> None:
    positive = np.array([[True, False], [False, False], [True, True]])
    written = tables.Predictions(np.array([3, 5, 9]), ("C=1;seed=0", "C=2;seed=0"), positive)
    tables.write_predictions(tmp_path / "CA.parquet", written)
    back = tables.read_predictions(tmp_path / "CA.parquet")
    assert back.configs == written.configs
    assert back.rows.tolist() == [3, 5, 9]
    assert back.positive.tolist() == positive.tolist()


def test_predictions_of_no_configuration_still_hold_their_rows(tmp_path: Path) -> None:
    empty = tables.Predictions(np.array([1, 2]), (), np.empty((2, 0), dtype=bool))
    tables.write_predictions(tmp_path / "CA.parquet", empty)
    assert tables.read_predictions(tmp_path / "CA.parquet").positive.shape == (2, 0)


def test_a_table_is_written_in_the_types_of_its_schema(tmp_path: Path) -> None:
    frame = pd.DataFrame({"row": [1], "split": ["train"], "label": [True], "AGEP": [30]})
    tables.write_table(tmp_path / "t.parquet", frame, tables.TABLE_KEYS)
    assert [str(kind) for kind in pq.read_schema(tmp_path / "t.parquet").types] == [
        "int64",
        "string",
        "bool",
        "int64",
    ]


def test_a_table_with_its_keys_out_of_place_is_refused(tmp_path: Path) -> None:
    frame = pd.DataFrame({"label": [True], "row": [1], "split": ["train"]})
    with pytest.raises(ValueError, match=r"Got columns \['label', 'row', 'split'\]"):
        tables.write_table(tmp_path / "t.parquet", frame, tables.TABLE_KEYS)
    assert not (tmp_path / "t.parquet").exists()


def test_csv_is_sorted_rounded_and_empty_where_missing(tmp_path: Path) -> None:
    frame = pd.DataFrame({"domain": ["NA", "01"], "value": [None, 1 / 3]})
    tables.write_csv(tmp_path / "t.csv", frame, ["domain", "value"], key=["domain"])
    assert (tmp_path / "t.csv").read_text(encoding="utf-8") == "domain,value\n01,0.333333\nNA,\n"
    back = tables.read_csv(tmp_path / "t.csv", text=["domain"])
    assert back["domain"].tolist() == ["01", "NA"]
    assert back["value"].isna().tolist() == [False, True]


def test_csv_cells_with_any_line_end_come_back_as_they_were(tmp_path: Path) -> None:
    cells = ["a\rb", "a\r\nb", "a\nb", 'say "hi"', "a,b", "\r", "plain"]
    frame = pd.DataFrame({"x": cells, "y": cells})
    tables.write_csv(tmp_path / "t.csv", frame, ["x", "y"])
    assert (tmp_path / "t.csv").read_bytes().startswith(b'x,y\n"a\rb","a\rb"\n"a\r\nb"')
    with (tmp_path / "t.csv").open(newline="") as stream:
        assert list(csv.reader(stream)) == [["x", "y"], *([cell, cell] for cell in cells)]
    assert tables.read_csv(tmp_path / "t.csv", text=("x", "y"))["y"].tolist() == cells
