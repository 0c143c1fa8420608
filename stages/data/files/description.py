"""What a user's yaml says about a user's table: which column is what."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from stages.data.files.entries import Entries
from stages.data.files.faults import Faults, some
from stages.data.files.text_yaml import read_text_yaml
from stages.text.plain import plain


class Kind(StrEnum):
    """What a column is to the models."""

    NUMBER = "number"
    """A feature that is a number; anything else in the column is refused."""
    CATEGORY = "category"
    """A feature whose values are names."""
    ORDERED = "ordered"
    """A feature whose values are names with an order."""
    CARRY = "carry"
    """No feature: kept in the side table."""


@dataclass(frozen=True)
class Column:
    """One described column; `order`: the levels of an ordered one, lowest first, where given."""

    name: str
    kind: Kind
    order: tuple[str, ...] = ()


@dataclass(frozen=True)
class CsvFormat:
    """How a CSV file is written."""

    separator: str
    decimal: str
    encoding: str


@dataclass(frozen=True, kw_only=True)
class Description:
    """The yaml of one data set; names and values are texts on one line.

    `positive`: the values of the label that are the positive class; `targets` None: every domain
    but the source; `row`: column of the row ids; `origin`: column of the provenance tag;
    `missing` None: the markers that number columns know without being told.
    """

    label: str
    positive: tuple[str, ...]
    domain: str
    source: str | None
    targets: tuple[str, ...] | None
    columns: tuple[Column, ...]
    row: str | None
    origin: str | None
    missing: tuple[str, ...] | None
    csv: CsvFormat

    @property
    def features(self) -> tuple[Column, ...]:
        """The columns that models see, in order."""
        return tuple(column for column in self.columns if column.kind is not Kind.CARRY)

    def named(self) -> dict[str, str]:
        """Every column that the file must have, and the key of the yaml that names it."""
        roles = {"label": self.label, "domain": self.domain, "row": self.row, "origin": self.origin}
        listed = {column.name: "columns" for column in self.columns}
        return listed | {name: role for role, name in roles.items() if name}


KEYS = (
    "label", "positive", "domain", "source", "targets", "columns", "row", "origin", "missing",
    "csv", "wording",
)  # fmt: skip


def read_description(path: Path, faults: Faults) -> Description | None:
    """The description in a yaml file, or None where it can't be told; adds what is wrong."""
    try:
        tree = read_text_yaml(path)
    except ValueError as error:
        faults.add(path.name, str(error), "Mend the file (the README shows one).")
        return None
    if not isinstance(tree, Mapping):
        faults.add(
            path.name,
            "expected keys such as label, positive, domain, source, columns",
            "Write them (the README shows a whole file).",
        )
        return None
    entries = Entries(path.name, tree, faults)
    entries.only(KEYS)
    read = Description(
        label=entries.name("label") or "",
        positive=entries.texts("positive", required=True) or (),
        domain=entries.name("domain") or "",
        source=entries.text("source"),
        targets=entries.texts("targets"),
        columns=_columns(entries.below("columns")),
        row=entries.text("row"),
        origin=entries.text("origin"),
        missing=entries.texts("missing", empty=True),
        csv=_csv_format(entries.below("csv")),
    )
    _check_names(read, path.name, faults)
    return read


def _columns(entries: Entries) -> tuple[Column, ...]:
    found = []
    for name in entries.names():
        bare = entries.tree[name]
        is_list = isinstance(bare, Mapping) and [plain(key) for key in bare] == ["ordered"]
        inner = entries.below(name) if is_list else entries
        kind = Kind.ORDERED if is_list else entries.choice(name, Kind)
        order = (inner.texts("ordered", required=True) or ()) if is_list else ()
        if kind is not None:
            found.append(Column(name, kind, order))
    return tuple(found)


def _csv_format(entries: Entries) -> CsvFormat:
    entries.only(("separator", "decimal", "encoding"))
    form = CsvFormat(
        entries.character("separator", ","),
        entries.character("decimal", "."),
        entries.encoding("encoding", "utf-8"),
    )
    if form.separator == form.decimal:
        entries.fault("separator", f"got {form.separator!r} for both separator and decimal")
    return form


def _check_names(read: Description, file: str, faults: Faults) -> None:
    features = [column.name for column in read.features]
    if not features and not faults.found:
        faults.add(file, "got no column that is a feature", "List one as number or category.")
    roles = {"label": read.label, "domain": read.domain, "row": read.row, "origin": read.origin}
    for role, name in roles.items():
        if name and name in features:
            cure = "Take it out of columns, or carry it (`carry`)."
            why = f"the {role} column {name!r} is listed as a feature: models would see it"
            faults.add(file, why, cure)
    if read.label and read.label == read.domain:
        faults.add(file, f"label and domain are both {read.label!r}", "Name two columns.")
    taken = {"row", "split", "label"} & set(features)
    carried = {column.name for column in read.columns} - set(features)
    taken |= {"row", "origin", "bayes_p"} & carried
    if taken:
        cure = "Rename it in the file (or use the keys `row` and `origin` where they are meant)."
        faults.add(file, f"the tables have columns {some(sorted(taken))} of their own", cure)
