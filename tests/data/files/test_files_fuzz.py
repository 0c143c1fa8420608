"""Any small table loads with the right rows, or is refused by a message that names its file."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import yaml
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from stages.data.roles import source_and_targets
from stages.features.numbers import numbers
from stages.text.plain import plain
from tests.data.files.made_files import load

SIGNS = st.characters(codec="utf-8")
NAMES = st.one_of(
    st.text(SIGNS, max_size=5),
    st.sampled_from(["age", " age", "row", "split", "a.b", "a\nb", "NO", "01", "", "\ufeffx"]),
)
CELLS = st.one_of(
    st.text(SIGNS, max_size=4),
    st.text('",;\r\n\t \x00\u2028a', max_size=4),
    st.integers(-999, 999).map(str),
    st.floats().map(str),
    st.sampled_from(["", "NA", "nan", "1e39", "inf", "1_0", "٣", "+5", ".5", "5.", "true", "0x1"]),
)
NUMBERS = st.one_of(
    st.integers(-999, 999).map(str),
    st.floats(width=32, allow_infinity=False).map(str),
    st.sampled_from(["", "NA", "+5", ".5", "5.", "-1E3", " 7 "]),
)


RESERVED = {"row", "split", "label", "origin", "bayes_p"}


@dataclass(frozen=True)
class Table:
    """A table of 20 rows and more, and how it is described; most are sound."""

    names: list[str]
    body: list[list[str]]
    kind: str

    @property
    def domain(self) -> str:
        return plain(self.body[0][4])

    @property
    def positive(self) -> str:
        return plain(self.body[0][3])


@st.composite
def tables(draw: st.DrawFn) -> Table:
    sound = draw(st.integers(0, 3)) > 0
    kind = draw(st.sampled_from(["number", "category", "ordered"]))
    good_names = NAMES.filter(lambda name: plain(name) and plain(name) not in RESERVED)
    good_cells = CELLS.filter(plain)
    names = st.lists(good_names, min_size=5, max_size=5, unique_by=plain)
    pair = st.lists(good_cells, min_size=2, max_size=2, unique_by=plain)
    if not sound:
        names = st.lists(NAMES, min_size=5, max_size=5)
        pair = st.lists(CELLS, min_size=2, max_size=2)
    first = NUMBERS if sound and kind == "number" else CELLS
    row = st.tuples(first, CELLS, CELLS)
    classes, domains = draw(pair), draw(pair)
    body = [
        [*cells, classes[at // 2 % 2], domains[at % 2]]
        for at, cells in enumerate(draw(st.lists(row, min_size=20, max_size=24)))
    ]
    return Table(draw(names), body, kind)


def written(table: Sequence[Sequence[str]], separator: str, quoting: int) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator, quoting=quoting, lineterminator="\r\n").writerows(table)  # type: ignore[arg-type]
    return stream.getvalue()


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    tables(),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"]),
)
def test_a_table_loads_right_or_is_refused(
    table: Table, separator: str, quoting: int, encoding: str
) -> None:
    names, body, kind = table.names, table.body, table.kind
    said = {
        "label": plain(names[3]), "positive": [table.positive], "domain": plain(names[4]),
        "source": table.domain, "csv": {"separator": separator, "encoding": encoding},
        "columns": {plain(names[0]): kind, plain(names[1]): "category", plain(names[2]): "carry"},
    }  # fmt: skip
    text = written([names, *body], separator, quoting)
    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "mine.csv").write_bytes(text.encode(encoding, errors="replace"))
        (folder / "mine.yaml").write_text(yaml.safe_dump(said, sort_keys=False), "utf-8")
        data = load(folder)
        try:
            source, targets = source_and_targets(data)
            found = {name: data.rows(name) for name in (source, *targets)}
        except ValueError as error:
            event("refused")
            if "mine." not in str(error):
                raise
            return
        event("loaded")
        if encoding in ("cp1252", "latin-1"):
            body = [
                [cell.encode(encoding, errors="replace").decode(encoding) for cell in row]
                for row in body
            ]
    expected = pd.DataFrame([[plain(cell) for cell in row] for row in body], dtype="str")
    for domain, rows in found.items():
        inside = expected[expected[4] == domain]
        assert rows.features.index.tolist() == inside.index.tolist()
        assert rows.positive.tolist() == (inside[3] == table.positive).tolist()
        assert rows.features.iloc[:, 1].fillna("").tolist() == inside[1].tolist()
        assert rows.side.iloc[:, 2].fillna("").tolist() == inside[2].tolist()
        if kind == "number":
            assert rows.features.iloc[:, 0].equals(
                pd.Series(numbers(inside[0]), index=inside.index, name=rows.features.columns[0])
            )
        else:
            assert rows.features.iloc[:, 0].fillna("").tolist() == inside[0].tolist()


@settings(max_examples=150)
@given(
    st.binary(max_size=200) | st.text(SIGNS, max_size=200).map(lambda text: text.encode()),
    st.text(SIGNS, max_size=100)
    | st.text("a:[]{}-&*!|>?'\"%@\n ", max_size=60)
    | st.just("label: a\npositive: b\ndomain: c\nsource: d\ncolumns: {e: number}"),
    st.sampled_from(["mine.csv", "mine.parquet"]),
)
def test_any_bytes_are_refused_by_name(table: bytes, description: str, file: str) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / file).write_bytes(table)
        (folder / "mine.yaml").write_text(description, "utf-8")
        try:
            load(folder, file).domains()
        except ValueError as error:
            if file not in str(error):
                raise
