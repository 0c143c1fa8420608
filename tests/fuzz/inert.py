"""What an audit may leave behind: files of safe names in known folders, and words without power."""

import csv
import re
from html.parser import HTMLParser
from pathlib import Path

from tests.pipeline import ROOT

OWN = {"mine.csv", "mine.parquet", "mine.yaml", "params.yaml"}
HOMES = ("artifacts", "reports", ".flatline")
SAFE = re.compile(r"[A-Za-z0-9_.=,;@-]{1,120}")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
FORBIDDEN = {"img", "iframe", "object", "embed", "base"}


def check_files(outer: Path, folder: Path) -> None:
    """Nothing beside the workspace, nothing of an unsafe name, no left-over of a writer."""
    beside = [path for path in outer.rglob("*") if not path.is_relative_to(folder)]
    assert [path for path in beside if not folder.is_relative_to(path)] == []
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        assert parts[0] in OWN or parts[0] in HOMES, path
        assert all(SAFE.fullmatch(part) for part in parts), path
        assert ".tmp" not in path.name, path


def check_csv(folder: Path) -> None:
    """Every CSV reads back with as many cells in every row, and no control character in any."""
    for path in [*folder.glob("artifacts/*/*.csv"), *folder.glob("reports/tables/*.csv")]:
        with path.open(encoding="utf-8", newline="") as stream:
            lines = list(csv.reader(stream, strict=True))
        assert {len(line) for line in lines} == {len(lines[0])}, path
        assert not any(CONTROL.search(cell) for line in lines for cell in line), path


def check_words(folder: Path) -> None:
    """summary.md and the page: no markup, script or turned text that came from the data."""
    text = (folder / "reports/summary.md").read_text(encoding="utf-8")
    assert not CONTROL.search(text)
    assert not TURNING.search(text)
    bare = re.sub(r"`[^`\n]*`", "", text)
    assert not re.search(r"(?<!\\)<\s*/?\s*[A-Za-z!]", bare)
    assert "](http://e)" not in bare.replace("\\]", "")
    page = (folder / "reports/index.html").read_text(encoding="utf-8")
    assert not TURNING.search(page)
    seen = _Tags()
    seen.feed(page)
    template = (ROOT / "stages/page/page.html").read_text(encoding="utf-8")
    assert seen.tags.count("script") == template.count("<script")
    assert not FORBIDDEN & set(seen.tags)
    assert not any(name.startswith("on") for name in seen.attributes)


class _Tags(HTMLParser):
    """Every element and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
