"""What a sound table becomes, whatever way it is written."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from stages.data.layout import lay_out
from stages.data.roles import source_and_targets
from stages.data.splits import Size
from tests.data.files.made_files import (
    DESCRIPTION,
    HEADER,
    csv_text,
    load,
    row,
    rows,
    same,
    settings,
    write,
)


def test_a_table_becomes_domains_with_features_labels_and_ids(tmp_path: Path) -> None:
    data = write(tmp_path, csv_text(rows()))
    assert data.domains() == ("A", "B")
    assert source_and_targets(data) == ("A", ("B",))
    target = data.rows("B")
    assert target.features.columns.tolist() == ["age", "job", "rank"]
    assert target.features.index.tolist() == list(range(10, 20))
    assert target.features["age"].tolist() == [30.0 + at for at in range(10)]
    assert target.features["rank"].tolist() == [row(at)[2] for at in range(10, 20)]
    assert target.positive.tolist() == [at % 3 == 0 for at in range(10, 20)]
    assert target.side.columns.tolist() == ["origin", "bayes_p"]
    assert target.side.isna().all().all()
    assert data.rows("A").notes == ()
    assert data.summary() == "mine.csv (positive: 'income' is 'up')"


def test_features_stand_in_the_order_of_the_description(tmp_path: Path) -> None:
    columns = {"rank": "ordered", "age": "category"}
    data = write(tmp_path, csv_text(rows()), settings(DESCRIPTION, columns=columns))
    assert data.rows("A").features.columns.tolist() == ["rank", "age"]


@pytest.mark.parametrize(
    ("table", "form"),
    [
        (csv_text(rows()).replace("\n", "\r\n").encode(), None),
        (csv_text(rows()).replace("\n", "\r").encode(), None),
        (b"\xef\xbb\xbf" + csv_text(rows()).encode(), None),
        (csv_text(rows()).rstrip("\n").encode(), None),
        (csv_text(rows()).replace(",", " , ").encode(), None),
        (csv_text(rows()).replace("\n", "\n\n  \n").encode(), None),
        (csv_text(rows()).replace("clerk", '"clerk"').replace(",up,", ', "up",').encode(), None),
        (csv_text(rows(), ";").encode(), {"separator": ";"}),
        (csv_text(rows(), "\t").encode(), {"separator": "\t"}),
        (csv_text(rows()).encode("utf-16"), {"encoding": "utf-16"}),
        (csv_text(rows()).encode("cp1252"), {"encoding": "cp1252"}),
    ],
)  # fmt: skip
def test_however_it_is_written_it_is_the_same_table(
    tmp_path: Path, table: bytes, form: dict[str, str] | None
) -> None:
    plain = write(tmp_path, csv_text(rows()))
    expected = {name: plain.rows(name) for name in plain.domains()}
    found = write(tmp_path, table, settings(DESCRIPTION, csv=form or {}))
    assert found.domains() == tuple(expected)
    for name, domain in expected.items():
        assert same(found.rows(name), domain)


def test_values_stay_the_texts_that_they_are(tmp_path: Path) -> None:
    odd = ["01", "NA", "1e5", "true", "null", "NO", "1.0", "-", "?", "nan"]
    lines = [[*cells[:1], odd[at % 10], *cells[2:]] for at, cells in enumerate(rows())]
    assert write(tmp_path, csv_text(lines)).rows("A").features["job"].tolist() == odd


def test_domains_and_labels_that_yaml_and_readers_mistake_survive(tmp_path: Path) -> None:
    names = {"A": "NO", "B": "NA"}
    lines = [[*cells[:3], {"up": "01"}.get(cells[3], "1"), names[cells[4]]] for cells in rows()]
    said = "label: income\npositive: 01\ndomain: place\nsource: NO\ntargets: [NA]\n"
    data = write(tmp_path, csv_text(lines), said + "columns: {age: number}\n")
    assert source_and_targets(data) == ("NO", ("NA",))
    assert data.rows("NA").positive.tolist() == [at % 3 == 0 for at in range(10, 20)]


def test_several_values_may_be_positive_and_the_others_are_named(tmp_path: Path) -> None:
    lines = [[*cells[:3], f"v{at % 4}", cells[4]] for at, cells in enumerate(rows())]
    data = write(tmp_path, csv_text(lines), settings(DESCRIPTION, positive=["v0", "v3"]))
    assert data.rows("A").positive.tolist() == [at % 4 in (0, 3) for at in range(10)]
    assert data.rows("A").notes == (
        "Every value of 'income' but 'v0', 'v3' counts as negative: 'v1', 'v2'.",
    )


def test_settings_override_the_roles_of_the_description(tmp_path: Path) -> None:
    lines = [[*cells[:4], "ABC"[at // 10]] for at, cells in enumerate(map(row, range(30)))]
    write(tmp_path, csv_text(lines))
    data = load(tmp_path, source="B", targets=["C"])
    assert source_and_targets(data) == ("B", ("C",))
    assert source_and_targets(load(tmp_path, source="B", targets="C")) == ("B", ("C",))
    assert source_and_targets(load(tmp_path, source="C")) == ("C", ("A", "B"))


def test_numbers_are_missing_where_empty_or_marked(tmp_path: Path) -> None:
    lines = rows()
    lines[0][0], lines[1][0], lines[2][1] = "", "NA", ""
    data = write(tmp_path, csv_text(lines))
    assert data.rows("A").features["age"].isna().tolist() == [True, True, *[False] * 8]
    assert data.rows("A").features["job"].isna().tolist() == [False, False, True, *[False] * 7]
    assert data.rows("A").notes == ("Not empty, but taken for missing: 1 of the cells of 'age'.",)


def test_markers_for_missing_are_those_listed_and_never_concern_domains(tmp_path: Path) -> None:
    lines = [[*cells[:4], {"A": "?", "B": "NA"}[cells[4]]] for cells in rows()]
    lines[0][0], lines[1][1] = "?", "?"
    data = write(tmp_path, csv_text(lines), settings(DESCRIPTION, source="NA", missing=["?"]))
    assert data.domains() == ("?", "NA")
    assert data.rows("?").features.isna().sum().tolist() == [1, 1, 0]


def test_decimal_commas(tmp_path: Path) -> None:
    lines = [[f"{at},5", *cells[1:]] for at, cells in enumerate(rows())]
    form = {"separator": ";", "decimal": ","}
    data = write(tmp_path, csv_text(lines, ";"), settings(DESCRIPTION, csv=form))
    assert data.rows("A").features["age"].tolist() == [at + 0.5 for at in range(10)]


def test_carried_columns_and_the_origin_stand_in_the_side_table(tmp_path: Path) -> None:
    columns = {"age": "number", "job": "carry", "income": "carry"}
    said = settings(DESCRIPTION, columns=columns, origin="rank")
    side = write(tmp_path, csv_text(rows()), said).rows("A").side
    assert side.columns.tolist() == ["origin", "bayes_p", "job", "income"]
    assert side["origin"].tolist() == [row(at)[2] for at in range(10)]
    assert side["job"].tolist() == ["cook", "clerk"] * 5


def test_with_row_ids_the_order_of_the_file_changes_nothing(tmp_path: Path) -> None:
    lines = [[str(1000 - at), *cells[1:]] for at, cells in enumerate(map(row, range(20)))]
    said = settings(DESCRIPTION, row="age", columns={"job": "category"})
    first = lay_out(write(tmp_path, csv_text(lines), said), Size("s", 5, 5, 5))
    order = np.random.default_rng(0).permutation(20)
    shuffled = csv_text([lines[at] for at in order])
    second = lay_out(write(tmp_path, shuffled, said), Size("s", 5, 5, 5))
    for here, there in zip(first, second, strict=True):
        assert same(here.rows, there.rows)
        assert here.split.tolist() == there.split.tolist()
    assert first[0].rows.features.index.tolist() == list(range(991, 1001))


def test_the_order_of_the_domains_in_the_file_changes_no_split(tmp_path: Path) -> None:
    size = Size("s", 5, 5, 5)
    first = lay_out(write(tmp_path, csv_text(rows())), size)
    second = lay_out(write(tmp_path, csv_text(rows()[10:] + rows()[:10])), size)
    for here, there in zip(first, second, strict=True):
        assert here.split.tolist() == there.split.tolist()
        assert here.rows.features["age"].tolist() == there.rows.features["age"].tolist()


def test_columns_that_are_not_described_are_told(tmp_path: Path) -> None:
    said = settings(DESCRIPTION, columns={"age": "number"})
    table = csv_text([["", *cells] for cells in rows()]).replace("age", ",age", 1)
    assert write(tmp_path, table, said).rows("A").notes == (
        "Columns of mine.csv that the description does not name: '(without a name)', 'job', "
        "'rank'.",
    )


def test_a_category_of_more_levels_than_the_raw_arm_takes_is_told(tmp_path: Path) -> None:
    write(tmp_path, csv_text(rows()), settings(DESCRIPTION, columns={"age": "category"}))
    notes = load(tmp_path, levels=3).rows("A").notes
    assert notes[0].startswith("The column 'age' has 20 values: the raw arm tells apart the 3 most")
    assert load(tmp_path, levels=3).rows("B").notes == ()


def test_words_for_columns_that_are_none_are_told(tmp_path: Path) -> None:
    wording = {"columns": {"age": "age in years", "agee": "x"}}
    data = write(tmp_path, csv_text(rows()), settings(DESCRIPTION, wording=wording))
    assert data.wording().column("age").field == "age in years"
    assert data.rows("A").notes == (
        "The wording has words for columns that are no features: 'agee'.",
    )


def test_the_file_is_read_once(tmp_path: Path) -> None:
    data = write(tmp_path, csv_text(rows()))
    data.domains()
    (tmp_path / "mine.csv").unlink()
    assert len(data.rows("A").positive) == 10


def test_the_raw_arm_follows_the_description(tmp_path: Path) -> None:
    data = write(tmp_path, csv_text(rows()))
    fitted = data.featurizer.fit(data.rows("A").features)
    assert fitted.names == ("age", "job_clerk", "job_cook", "rank")
    assert fitted.transform(pd.DataFrame([["7", "cook", "high"]], columns=HEADER[:3])).tolist() == [
        [7, 0, 1, 2]
    ]


def test_lines_of_empty_cells_are_no_rows(tmp_path: Path) -> None:
    data = write(tmp_path, ",,,,\n" + csv_text(rows()) + ",,,,\n\n , ,,,\n")
    assert [len(data.rows(name).positive) for name in data.domains()] == [10, 10]
