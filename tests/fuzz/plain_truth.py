"""What a table says, told again by plain loops over its text; nothing of `stages` is used."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.fuzz.made_tables import Case, fold

NO_NUMBER = {"", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "None"}
Cell = float | str | None


@dataclass(frozen=True)
class Row:
    """One row of the file: its domain, class, features and carried cells, by column."""

    domain: str
    positive: bool
    features: dict[str, Cell]
    carried: dict[str, str | None]


def truth(case: Case) -> dict[int, Row]:
    """Every row by its id."""
    said = case.said
    form = said["csv"]
    assert isinstance(form, Mapping)
    lines = list(csv.reader(io.StringIO(case.csv_text(), newline=""), delimiter=form["separator"]))
    header = [fold(name) for name in lines[0]]
    found: dict[int, Row] = {}
    for line in lines[1:]:
        if len(line) < len(header):
            continue
        cells = dict(zip(header, line, strict=True))
        key = int(cells[str(said["row"])]) if "row" in said else len(found)
        found[key] = _row(cells, said, str(form["decimal"]))
    return found


def _row(cells: Mapping[str, str], said: Mapping[str, object], decimal: str) -> Row:
    features: dict[str, Cell] = {}
    carried: dict[str, str | None] = {}
    columns, positive = said["columns"], said["positive"]
    assert isinstance(columns, Mapping)
    assert isinstance(positive, Sequence)
    for name, kind in columns.items():
        if kind == "carry":
            carried[name] = fold(cells[name]) or None
        elif kind == "number":
            digits = cells[name].strip()
            features[name] = None if digits in NO_NUMBER else float(digits.replace(decimal, "."))
        else:
            features[name] = fold(cells[name]) or None
    origin = fold(cells[str(said["origin"])]) or None if "origin" in said else None
    return Row(
        fold(cells[str(said["domain"])]),
        fold(cells[str(said["label"])]) in positive,
        features,
        {"origin": origin, **carried},
    )


def wanted(case: Case, rows: Mapping[int, Row]) -> list[str]:
    """The source, then its targets."""
    source, targets = str(case.said["source"]), case.said.get("targets")
    others = sorted({row.domain for row in rows.values()} - {source})
    return [source, *(others if targets is None else map(str, targets))]  # type: ignore[call-overload]


def natural_refusal(case: Case, rows: Mapping[int, Row]) -> bool:
    """Whether a sound table may be refused all the same: too few rows or classes, equal names.

    A rare class may be missing in the source's train or test rows by chance.
    """
    domains = wanted(case, rows)
    counts = [sum(row.domain == name for row in rows.values()) for name in domains]
    of_source = [row.positive for row in rows.values() if row.domain == domains[0]]
    rare = min(sum(of_source), len(of_source) - sum(of_source))
    stems = [name.casefold() for name in domains]
    absent = set(map(str, case.said["positive"])) - {  # type: ignore[call-overload]
        fold(line[len(case.header) - 4]) for line in case.body if line
    }
    return (
        min(counts) < 10
        or len(domains) < 2
        or rare <= max(15, len(of_source) * 0.2)
        or bool(absent)
        or len(set(stems)) < len(stems)
        or bool({"trials", "scores"} & set(stems))
    )
