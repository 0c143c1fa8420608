"""A user's file made into rows of domains, after everything in it was checked."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from stages.data.files.cells import Mask, Names
from stages.data.files.csv_file import read_csv
from stages.data.files.description import Description, Kind
from stages.data.files.domains import Roles, check_domains
from stages.data.files.faults import Faults, some
from stages.data.files.features import FeatureReader, Limits
from stages.data.files.labels import Labels
from stages.data.files.open_file import FileKind, file_kind
from stages.data.files.parquet_file import read_parquet
from stages.data.files.row_ids import row_ids
from stages.data.files.sheet import Sheet
from stages.data.source import DomainRows

_READERS: Final = {FileKind.CSV: read_csv, FileKind.PARQUET: read_parquet}


@dataclass(frozen=True)
class UserTable:
    """All rows of a file, in the order of their ids; `notes` go with the source's rows."""

    domains: Names
    positive: Mask
    features: pd.DataFrame
    side: pd.DataFrame
    notes: tuple[str, ...]

    def rows(self, domain: str, *, noted: bool) -> DomainRows:
        """The rows of one domain; `noted`: with the notes."""
        inside = self.domains.equal(domain)
        return DomainRows(
            self.features[inside],
            self.positive[inside],
            self.side[inside],
            self.notes if noted else (),
        )


def read_user_table(
    path: Path, description: Description | None, roles: Roles, limits: Limits, faults: Faults
) -> UserTable:
    """Read and check a whole file; one ValueError lists all that is wrong with it."""
    kind = file_kind(path, faults)
    if kind is None or description is None:
        raise faults.refusal()
    sheet = _READERS[kind](path, description, faults)
    if sheet is not None and not len(sheet.places) and sheet.is_whole:
        faults.add(path.name, "the file has no rows below its header", "Add some.")
    if sheet is None or not len(sheet.places):
        raise faults.refusal()
    table = _checked(sheet, description, roles, limits, faults)
    faults.demand()
    return table


def _checked(
    sheet: Sheet, description: Description, roles: Roles, limits: Limits, faults: Faults
) -> UserTable:
    there, rows = sheet.columns, len(sheet.places)
    everywhere, empty = np.ones(rows, dtype=np.bool_), Names(np.full(rows, -1), ())
    domains = Names.of(there[description.domain]) if description.domain in there else empty
    used = everywhere
    if description.domain in there:
        check_domains(sheet, description.domain, domains, roles, faults)
        used = roles.used(domains, everywhere)
    of_source = domains.equal(roles.source) if roles.source in domains.names else everywhere
    labels = Labels(sheet, description, empty, used, of_source)
    if description.label in there:
        names = Names.of(there[description.label], description.missing or ())
        labels = replace(labels, names=names)
        labels.check(faults)
    ids = row_ids(sheet, description.row, faults)
    features, notes = _features(FeatureReader(sheet, description, used, limits, faults))
    order = np.argsort(ids, kind="stable")
    index = pd.Index(ids[order], name="row")
    return UserTable(
        Names(domains.codes[order], domains.names),
        labels.names.equal(*description.positive)[order],
        features.iloc[order].set_index(index),
        _side(sheet, description).iloc[order].set_index(index),
        (*labels.notes(), *notes, *_ignored(sheet, description)),
    )


def _features(reader: FeatureReader) -> tuple[pd.DataFrame, tuple[str, ...]]:
    columns: dict[str, pd.Series] = {}
    notes: list[str] = []
    for column in reader.description.features:
        if column.name in reader.sheet.columns:
            feature = reader.read(column)
            columns[column.name] = feature.values
            notes += reader.notes(column, feature)
    return pd.DataFrame(columns, index=range(len(reader.sheet.places))), tuple(notes)


def _side(sheet: Sheet, description: Description) -> pd.DataFrame:
    rows = len(sheet.places)
    nothing = pd.Series([None] * rows, dtype="str")
    origin = description.origin in sheet.columns
    columns = {
        "origin": Names.of(sheet.columns[str(description.origin)]).series() if origin else nothing,
        "bayes_p": pd.Series(np.full(rows, np.nan)),
    }
    for column in description.columns:
        if column.kind is Kind.CARRY and column.name in sheet.columns:
            columns[column.name] = Names.of(sheet.columns[column.name]).series()
    return pd.DataFrame(columns)


def _ignored(sheet: Sheet, description: Description) -> tuple[str, ...]:
    named = description.named()
    others = [name or "(without a name)" for name in sheet.header if name not in named]
    if not others:
        return ()
    return (f"Columns of {sheet.file} that the description does not name: {some(others)}.",)
