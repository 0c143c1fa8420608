# ruff: noqa: E501 - one line per table and what is said of it
"""What a user reads about a table that can't be used: place, lines, cure; all of it at once."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.data.files.made_files import DESCRIPTION, HEADER, csv_text, load, rows, settings, write

Lines = list[list[str]]


def refusal(folder: Path, table: str | bytes, description: object = DESCRIPTION) -> str:
    with pytest.raises(ValueError, match="can't be used") as caught:
        write(folder, table, description).domains()
    return str(caught.value)


def changed(*changes: tuple[int, int, str]) -> str:
    """The sound table with cells (line as an editor counts, column) changed."""
    lines = rows()
    for line, column, value in changes:
        lines[line - 2][column] = value
    return csv_text(lines)


SOUND = csv_text(rows())


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("", "the file is empty"),
        ("\n\n", "the file has no row"),
        (",".join(HEADER), "the file has no rows below its header"),
        (SOUND.replace("job", "jobs"), "no column 'job' (nearest: 'jobs' or "),
        (SOUND.replace("job", "age"), "the column names 'age' stand more than once"),
        (SOUND.replace("job", " age "), "the column names 'age' stand more than once"),
        (SOUND.replace(",", ";"), 'the header has no separator \',\', but it has \';\'. Add `csv: {separator: ";"}`'),
        (changed((3, 0, "x"), (7, 0, "1_5")), "column 'age' (number): no number in lines 3, 7: 'x', '1_5'. Write numbers like 1234.5"),
        (changed(*((at, 0, "x") for at in range(3, 11))), "no number in lines 3, 4, 5, 6, 7, ... (8 in all): 'x'"),
        (changed((4, 0, "-inf")), "column 'age' (number): infinite in line 4: '-inf'"),
        (changed((4, 0, "1e39")), "beyond float32 (3.4e38) in line 4"),
        (changed((4, 0, "1e999")), "beyond float32 (3.4e38) in line 4"),
        (changed((4, 2, "midd")), "column 'rank' (ordered): none of the ordered levels in line 4: 'midd'"),
        (changed((4, 1, "x" * 10_000)), "column 'job' (category): longer than 5,000 characters in line 4: 'xxx"),
        (changed((4, 3, "")), "column 'income' (label): no label in line 4. Fill it or drop"),
        (changed((4, 4, " ")), "column 'place' (domain): empty in line 4"),
        (changed((4, 1, "a,b"), (6, 1, "a,b")), "not as many cells as the header (5) in lines 4, 6"),
        ("People of 2020\n" + SOUND, "no column that the description names; the first line is 'People of 2020'. The first line holds the names"),
        ("sep=,\n" + SOUND, "no column that the description names; the first line is 'sep=', ''"),
        (SOUND.encode("utf-16-le"), "this is UTF-16 without the mark that tells its order of bytes. Add `csv: {encoding: utf-16-le}`"),
        (SOUND.encode("utf-16-be"), "Add `csv: {encoding: utf-16-be}`"),
        ('{"age": 1}\n' * 20, "this is JSON"),
        ("<html></html>", "this is a web page"),
        (changed((4, 0, '"1.234,5"')), "If the commas are decimal marks: `csv: {decimal: "),
        (SOUND + "1,2\n", "not as many cells as the header (5) in line 22"),
        (changed((4, 1, '"cook')), "quote marks that don't fit, in the row of line 4 (unexpected end of data)"),
        (changed((4, 1, '"co"ok')), "quote marks that don't fit, in the row of line 4"),
        (changed((4, 1, '"c\n\nk"'), (5, 0, "x")), "no number in line 7: 'x'"),
        (SOUND.replace("up", "down"), "positive is 'up', not among the values there: 'down'"),
        (SOUND.replace("down", "up"), "all 20 rows of the table are positive ('up')"),
        (csv_text([[*cells[:3], "up", cells[4]] for cells in rows()[:10]] + rows()[10:]), "all 10 rows of the source are positive"),
        (SOUND.replace(",A", ",B"), "expected at least two"),
        (csv_text(rows()[:15]), "domains of fewer than 10 rows: 'B (5)'"),
        (SOUND.encode().replace(b"cook", b"c\xf6\xf6k", 2), "bytes that are no utf-8 in lines 2, 4. Save the file as UTF-8, or name its encoding"),
        (SOUND.encode("utf-16"), "this is UTF-16, not utf-8. Add `csv: {encoding: utf-16}`"),
        (b"PAR1" + SOUND.encode(), "this is a Parquet file"),
        (b"PK\x03\x04" + SOUND.encode(), "this is a zip archive or an Excel workbook"),
    ],
)  # fmt: skip
def test_a_table_is_refused_with_its_place_and_cure(
    tmp_path: Path, table: str | bytes, message: str
) -> None:
    said = refusal(tmp_path, table)
    assert message in said
    assert "mine.csv" in said


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"label": ...}, "label: got nothing, expected the name of a column. Add `label: ...`"),
        ({"label": "incom"}, "no column 'incom' (nearest: 'income'"),
        ({"positive": ...}, "positive: got nothing, expected a value or a list of values"),
        ({"positive": ["up", "upp"]}, "positive is 'upp', not among the values there: 'down', 'up'"),
        ({"domain": "income"}, "label and domain are both 'income'"),
        ({"source": "C"}, "source: got 'C', not in"),
        ({"source": ...}, "source: got nothing, expected one of the domains"),
        ({"targets": ["B", "D"]}, "targets: got 'D', not in"),
        ({"targets": ["A"]}, "the source 'A' is among them"),
        ({"targets": []}, "targets: got , expected different texts"),
        ({"targets": ["B", "B"]}, "targets: got 'B', 'B', expected different texts"),
        ({"columns": {"age": "numbr"}}, "columns, age: got 'numbr' (nearest: 'number'"),
        ({"columns": {"income": "category"}}, "the label column 'income' is listed as a feature"),
        ({"columns": {"place": "category"}}, "the domain column 'place' is listed as a feature"),
        ({"columns": {"age": "carry"}}, "got no column that is a feature"),
        ({"columns": ["age"]}, "columns: got \"['age']\", expected names with what each is"),
        ({"columns": {"age": "number", "ag": "number"}}, "no column 'ag' (nearest: 'age'"),
        ({"columns": {"rank": {"ordered": "low"}}}, "none of the ordered levels in lines 3, 4, 6"),
        ({"columns": {"row": "number"}}, "the tables have columns 'row' of their own"),
        ({"columns": {"age": "number", "bayes_p": "carry"}}, "have columns 'bayes_p' of their own"),
        ({"row": "job"}, "column 'job' (row): no whole number (of up to 18 digits) in lines 2, 3, 4"),
        ({"row": "place"}, "no whole number (of up to 18 digits) in lines 2, 3, 4, 5, 6, ... (20 in all)"),
        ({"colums": 1}, "'colums': an unknown key (nearest: 'columns'"),
        ({"csv": {"separater": ";"}}, "csv, 'separater': an unknown key (nearest: 'separator'"),
        ({"csv": {"separator": ";;"}}, "csv, separator: got ';;', expected one character"),
        ({"csv": {"decimal": ","}}, "got ',' for both separator and decimal"),
        ({"csv": {"encoding": "utf-88"}}, "csv, encoding: got 'utf-88', no text encoding"),
        ({"csv": {"encoding": "base64"}}, "csv, encoding: got 'base64', no text encoding"),
        ({"wording": {"colums": {}}}, "mine.yaml, wording: Got wording.colums"),
    ],
)  # fmt: skip
def test_a_description_is_refused_with_its_key_and_cure(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    said = refusal(tmp_path, SOUND, settings(DESCRIPTION, **change))
    assert message in said
    assert "mine.yaml" in said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected keys such as label, positive, domain"),
        ("label: [", "Got no YAML"),
        ("label: a\nlabel: b\n", "the key 'label' stands there twice"),
        ("columns: {age: number, age: category}", "the key 'age' stands there twice"),
        ("a: &a [*a]", "Got no YAML"),
        ("!!python/object/apply:os.system [exit]", "expected keys such as"),
        ("positive: ~", "positive: got nothing"),
        ("positive: [~]", "expected different texts"),
        ("columns: {null: number}", "expected a name on one line"),
        ('columns: {" age": number}', "expected a name on one line"),
        ("? [a]\n: b", "Got no YAML"),
    ],
)
def test_a_yaml_that_says_nothing_is_refused(tmp_path: Path, text: str, message: str) -> None:
    assert message in refusal(tmp_path, SOUND, text)


def test_row_ids_that_stand_twice_are_refused(tmp_path: Path) -> None:
    table = changed((4, 0, "20"), (9, 0, "21"))
    said = refusal(tmp_path, table, settings(DESCRIPTION, row="age", columns={"job": "category"}))
    assert "column 'age' (row): ids that stand twice, in lines 2, 3, 4, 9: '20', '21'" in said


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    table = changed((3, 0, "x"), (5, 2, "top"), (6, 3, ""), (7, 4, ""))
    said = refusal(tmp_path, table, settings(DESCRIPTION, source="Z", colour=1))
    assert "for 6 reasons" in said
    assert len(re.findall(r"^  \d\. ", said, re.MULTILINE)) == 6


def test_what_follows_from_another_fault_is_not_told_as_one(tmp_path: Path) -> None:
    lost = [
        [*cells, "too many"] if cells[4] == "B" or cells[3] == "up" else cells for cells in rows()
    ]
    for table in (csv_text(lost), csv_text([[*cells, "too many"] for cells in rows()])):
        said = refusal(tmp_path, table)
        assert "mine.csv: not as many cells as the header (5) in lines" in said
        assert "reasons" not in said
    assert "reasons" not in refusal(tmp_path, SOUND.replace(",", ";"))
    assert "reasons" not in refusal(tmp_path, changed((20, 4, "")))


def test_a_blank_after_a_closing_quote_is_named(tmp_path: Path) -> None:
    said = refusal(tmp_path, changed((4, 1, '"cook" ')))
    assert "in the row of line 4" in said
    assert "let the separator follow at once, without a blank" in said


def test_rows_of_domains_that_the_study_leaves_out_may_be_faulty(tmp_path: Path) -> None:
    extra = [["x", "cook", "top", "", "C"]]
    said = settings(DESCRIPTION, targets=["B"])
    assert write(tmp_path, csv_text(rows() + extra), said).domains() == ("A", "B", "C")
    assert "for 4 reasons" in refusal(tmp_path, csv_text(rows() + extra))


def test_a_long_cell_may_be_carried_or_the_limit_raised(tmp_path: Path) -> None:
    table = changed((4, 1, "x" * 200_000))
    columns = {"age": "number", "job": "carry"}
    data = write(tmp_path, table, settings(DESCRIPTION, columns=columns))
    assert data.rows("A").side["job"].str.len().max() == 200_000
    write(tmp_path, table)
    assert load(tmp_path, longest_cell=200_000).domains() == ("A", "B")


def test_a_path_that_is_no_table_is_refused(tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    (tmp_path / "mine.parquet").write_text(SOUND)
    for file, message in {
        "other.csv": "there is no such file",
        ".": "this is a directory",
        "mine.parquet": "no Parquet file, though named so",
    }.items():
        with pytest.raises(ValueError, match=message):
            load(tmp_path, file).domains()
    (tmp_path / "mine.yaml").unlink()
    with pytest.raises(ValueError, match=r"mine\.yaml: Got no readable file \(No such file"):
        load(tmp_path).domains()


def broken(frame: pd.DataFrame, column: str, values: object) -> pa.Table:
    return pa.Table.from_pandas(frame.assign(**{column: values}), preserve_index=False)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: broken(f, "age", ["1", "x"] * 10), "no number in rows 1, 3, 5, 7, 9, ... (10"),
        (lambda f: broken(f, "age", [True] * 20), "no number in rows 0, 1, 2, 3, 4"),
        (lambda f: broken(f, "age", [np.inf, 1.0] * 10), "infinite in rows 0, 2, 4, 6, 8"),
        (lambda f: broken(f, "age", [1e39, 1.0] * 10), "beyond float32 (3.4e38) in rows 0, 2"),
        (lambda f: broken(f, "job", [[1]] * 20), "values of type list<"),
        (lambda f: broken(f, "job", [b"x"] * 20), "values of type binary can't be used"),
        (lambda f: broken(f, "income", [None] * 20), "no label in rows 0, 1, 2, 3, 4, ... (20"),
        (lambda f: broken(f[:0], "age", []), "the file has no rows below its header"),
        (lambda f: broken(f[["age"]], "age", 1), "no column 'income'"),
    ],
)  # fmt: skip
def test_a_parquet_is_refused_with_its_rows(
    tmp_path: Path, change: Callable[[pd.DataFrame], pa.Table], message: str
) -> None:
    write(tmp_path, SOUND)
    pq.write_table(change(pd.DataFrame(rows(), columns=HEADER)), tmp_path / "mine.parquet")
    with pytest.raises(ValueError, match="can't be used") as caught:
        load(tmp_path, "mine.parquet").domains()
    assert message in str(caught.value)


def test_a_parquet_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    place = tmp_path / "mine.parquet"
    pd.DataFrame(rows(), columns=HEADER).to_parquet(place)
    place.write_bytes(place.read_bytes()[:-20])
    with pytest.raises(ValueError, match="it can't be read as Parquet"):
        load(tmp_path, "mine.parquet").domains()
