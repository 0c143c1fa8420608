"""Names and values are data: they make no path, run nothing, and break no table that is written."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from stages import paths, prepare, tables
from stages.storage.names import SAFE
from tests.data.files.made_files import HEADER, csv_text, load, rows, settings, write

ODD = [
    "../../x",
    "/etc/passwd",
    "=cmd()",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "${data.path}",
    "%s %d",
    "a\x00b",
    "a\nb\r\nc",
    "a\rb",
    "\u202eevil",
    "x" * 200,
    "🏝️",
    "'; DROP TABLE rows; --",
    'say "hi"',
    "a,b;c\td",
    "#",
    "null",
    "True",
    "1e5",
    "CON",
    ".",
    "domains",
]


def as_cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "a" / "b" / "workspace"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def prepared(folder: Path) -> pd.DataFrame:
    """Run prepare on mine.csv in the folder; domains.csv."""
    entry = {
        "_target_": "stages.data.files.file_data.FileData.of",
        "name": "files",
        "path": "mine.csv",
        "description": "mine.yaml",
        "source": None,
        "targets": None,
        "longest_cell": 5000,
        "levels": 100,
        "featurizer": {
            "_target_": "stages.features.described.DescribedFeatures",
            "description": "mine.yaml",
            "levels": 100,
        },
        "seed": 0,
    }
    size = {"name": "smoke", "train": 300, "id_test": 200, "target": 100}
    (folder / "params.yaml").write_text(yaml.safe_dump({"data": entry, "size": size}))
    prepare.main([])
    return tables.read_domains(paths.DOMAINS)


@pytest.mark.parametrize("odd", ODD)
def test_odd_names_and_values_stay_data(workspace: Path, odd: str) -> None:
    line = " ".join(odd.replace("\x00", " ").split())
    lines = [
        [f"{at}", as_cell(odd), as_cell("é" + odd), "up" if at % 2 else "down",
         as_cell(odd) if at < 10 else "B"]
        for at in range(20)
    ]  # fmt: skip
    header = ["age", as_cell(odd), "rank", "income", "place"]
    table = csv_text(lines).replace(",".join(HEADER), ",".join(header))
    said = settings(
        {"label": "income", "positive": "up", "domain": "place", "source": line},
        columns={line: "category", "age": "number", "rank": "carry"},
    )
    data = write(workspace, table, said)
    assert data.domains() == tuple(sorted([line, "B"]))
    (workspace / "params.yaml").touch()
    before = {*workspace.parent.parent.parent.rglob("*")}
    domains = prepared(workspace)
    assert domains["domain"].tolist() == [line, "B"]
    assert [bool(SAFE.fullmatch(stem)) for stem in domains["file"]] == [True, True]
    written = tables.read_table(paths.table(domains["file"][0]))
    assert written.columns.tolist() == ["row", "split", "label", line, "age"]
    assert set(written[line]) == {line}
    side = tables.read_table(paths.side(domains["file"][0]))
    assert set(side["rank"]) == {"é" + line}
    made = {*workspace.parent.parent.parent.rglob("*")} - before
    assert all(place.is_relative_to(workspace / "artifacts") for place in made)


def test_nothing_is_written_where_anything_is_wrong(workspace: Path) -> None:
    lines = rows()
    lines[15][3] = ""
    write(workspace, csv_text(lines))
    with pytest.raises(ValueError, match="no label in line 17"):
        prepared(workspace)
    assert not (workspace / "artifacts").exists()


def test_a_byte_order_mark_never_becomes_part_of_a_name(workspace: Path) -> None:
    data = write(workspace, b"\xef\xbb\xbf" + csv_text(rows()).encode())
    assert data.rows("A").features.columns[0] == "age"
    (workspace / "mine.yaml").write_bytes(b"\xef\xbb\xbf" + (workspace / "mine.yaml").read_bytes())
    assert load(workspace).domains() == ("A", "B")
