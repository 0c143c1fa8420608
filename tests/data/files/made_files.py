"""Small tables with their yaml, written and loaded as a user's."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from stages.data.files.file_data import FileData
from stages.data.source import DomainRows
from stages.features.described import DescribedFeatures

HEADER = ["age", "job", "rank", "income", "place"]
RANKS = ["low", "mid", "high"]
DESCRIPTION: Mapping[str, object] = {
    "label": "income",
    "positive": "up",
    "domain": "place",
    "source": "A",
    "columns": {"age": "number", "job": "category", "rank": {"ordered": RANKS}},
}


def row(at: int) -> list[str]:
    """Row `at` of a sound table: half of the rows in domain A, half in B; every third is up."""
    return [
        str(20 + at),
        ["cook", "clerk"][at % 2],
        RANKS[at % 3],
        "up" if at % 3 == 0 else "down",
        "A" if at < 10 else "B",
    ]


def rows() -> list[list[str]]:
    """Twenty sound rows, on lines 2 to 21 of a CSV."""
    return [row(at) for at in range(20)]


def csv_text(lines: Sequence[Sequence[str]], separator: str = ",") -> str:
    return "".join(separator.join(cells) + "\n" for cells in [HEADER, *lines])


def settings(description: Mapping[str, object], **changes: object) -> dict[str, object]:
    """The description with keys changed; those of value ... are left out."""
    return {key: value for key, value in {**description, **changes}.items() if value is not ...}


def write(folder: Path, table: str | bytes, description: object = DESCRIPTION) -> FileData:
    """mine.csv and mine.yaml in a folder, as a data set."""
    content = table.encode() if isinstance(table, str) else table
    (folder / "mine.csv").write_bytes(content)
    said = (
        description
        if isinstance(description, str)
        else yaml.safe_dump(description, sort_keys=False)
    )
    (folder / "mine.yaml").write_text(said, encoding="utf-8")
    return load(folder)


def load(folder: Path, file: str = "mine.csv", **changes: object) -> FileData:
    """The data set of conf/data/files.yaml on the files of a folder."""
    description = str(folder / "mine.yaml")
    given: dict[str, object] = {
        "name": "files",
        "path": str(folder / file),
        "description": description,
        "source": None,
        "targets": None,
        "featurizer": DescribedFeatures(description, 100),
        "longest_cell": 5000,
        "levels": 100,
        "seed": 0,
    }
    return FileData.of(**{**given, **changes})  # type: ignore[arg-type]


def same(first: DomainRows, second: DomainRows) -> bool:
    """Whether two domains have equal rows."""
    return (
        first.features.equals(second.features)
        and first.positive.tolist() == second.positive.tolist()
        and first.side.equals(second.side)
    )
