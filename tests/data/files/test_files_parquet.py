"""A Parquet file is the same data set as the CSV of the same table."""

import datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.data.files.made_files import (
    DESCRIPTION,
    HEADER,
    RANKS,
    csv_text,
    load,
    rows,
    same,
    write,
)

TEXTS = st.text(st.characters(codec="utf-8"), max_size=4)
CELLS = st.tuples(
    st.none() | st.integers(-(2**31), 2**31) | st.floats(width=32, allow_infinity=False),
    st.none() | TEXTS,
    st.none() | st.sampled_from(RANKS),
    st.sampled_from(["up", "down"]),
    st.sampled_from(["A", "B", "B "]),
)


@settings(max_examples=60)
@given(st.lists(CELLS, min_size=1, max_size=6), st.booleans(), st.booleans())
def test_csv_and_parquet_of_one_table_are_one_data_set(
    cells: list[tuple[object, ...]], as_category: bool, large: bool
) -> None:
    sound = [[float(age), *others] for age, *others in rows()]
    frame = pd.DataFrame([*sound, *cells], columns=HEADER)
    frame["age"] = frame["age"].astype("float64")
    with TemporaryDirectory() as name:
        folder = Path(name)
        data = write(folder, frame.to_csv(index=False, lineterminator="\r\n"))
        if as_category:
            frame[HEADER[1:]] = frame[HEADER[1:]].astype("category")
        table = pa.Table.from_pandas(frame, preserve_index=False)
        if large and not as_category:
            text = pa.field("job", pa.large_string())
            table = table.set_column(1, text, table.column("job").cast(pa.large_string()))
        pq.write_table(table, folder / "mine.parquet", row_group_size=7)
        there = load(folder, "mine.parquet")
        assert there.domains() == data.domains() == ("A", "B")
        for domain in data.domains():
            assert same(data.rows(domain), there.rows(domain))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2], ["1", "2"]),
        ([1.0, 2.5], ["1", "2.5"]),
        ([1.0, None], ["1", None]),
        ([True, False], ["True", "False"]),
        ([datetime.date(2020, 1, 2), None], ["2020-01-02", None]),
        ([datetime.datetime(2020, 1, 2, 3, 4), None], ["2020-01-02 03:04:00", None]),
        ([datetime.time(3, 4), None], ["03:04:00", None]),
        ([Decimal("1.50"), None], ["1.50", None]),
        ([None, None], [None, None]),
    ],
)
def test_typed_categories_become_the_texts_that_a_person_would_write(
    tmp_path: Path, values: list[object], expected: list[str | None]
) -> None:
    write(tmp_path, csv_text(rows()))
    table = pa.Table.from_pandas(pd.DataFrame(rows(), columns=HEADER), preserve_index=False)
    table = table.set_column(1, "job", pa.array(values * 10)).drop(["age"])
    table = table.append_column("age", pa.array([1, 2] * 10, pa.int8()))
    pq.write_table(table, tmp_path / "mine.parquet")
    found = load(tmp_path, "mine.parquet").rows("A").features
    assert [None if pd.isna(x) else x for x in found["job"][:2]] == expected
    assert found.columns.tolist() == ["age", "job", "rank"]


@pytest.mark.parametrize(
    "kind", [pa.int8(), pa.uint64(), pa.float16(), pa.float32(), pa.decimal128(30, 2), pa.string()]
)
def test_numbers_of_any_type_are_numbers(tmp_path: Path, kind: pa.DataType) -> None:
    write(tmp_path, csv_text(rows()))
    table = pa.Table.from_pandas(pd.DataFrame(rows(), columns=HEADER), preserve_index=False)
    values = pa.array([1, None] * 10).cast(kind if kind != pa.float16() else pa.float32())
    pq.write_table(table.set_column(0, "age", values.cast(kind)), tmp_path / "mine.parquet")
    found = load(tmp_path, "mine.parquet").rows("A").features["age"]
    assert found[0] == 1.0
    assert pd.isna(found[1])


def test_a_float32_is_the_number_that_a_person_would_write(tmp_path: Path) -> None:
    write(tmp_path, csv_text(rows()))
    frame = pd.DataFrame(rows(), columns=HEADER).assign(age=[0.1, np.nan] * 10)
    frame.astype({"age": "float32"}).to_parquet(tmp_path / "mine.parquet")
    found = load(tmp_path, "mine.parquet").rows("A").features["age"]
    assert found[0] == 0.1
    assert pd.isna(found[1])


def test_column_names_with_dots_and_a_parquet_s_own_index(tmp_path: Path) -> None:
    said = dict(DESCRIPTION) | {"columns": {"a.b": "number", "a": "number"}}
    write(tmp_path, csv_text(rows()), said)
    frame = pd.DataFrame(rows(), columns=HEADER, index=[f"i{at}" for at in range(20)])
    frame.assign(**{"a.b": 1.0, "a": 2}).to_parquet(tmp_path / "mine.parquet")
    data = load(tmp_path, "mine.parquet")
    assert data.rows("A").features.iloc[0].tolist() == [1.0, 2.0]
    assert "__index_level_0__" in data.rows("A").notes[0]
