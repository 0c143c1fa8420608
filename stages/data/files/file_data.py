"""The data set `files`: a user's CSV or Parquet, described by one yaml."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import yaml

from stages.data.files.description import Description, read_description
from stages.data.files.domains import Roles
from stages.data.files.faults import Faults, shown, some
from stages.data.files.features import Limits
from stages.data.files.user_table import UserTable, read_user_table
from stages.data.source import DomainRows
from stages.features.contract import Featurizer
from stages.text.wording import Wording, read_wording


@dataclass(frozen=True)
class FileSettings:
    """`path` of the table, `description`: path of its yaml; `source` and `targets` override those
    of the description where they are not null.
    """

    path: Path
    description: Path
    source: str | int | float | None
    targets: str | int | float | Sequence[str | int | float] | None
    limits: Limits


@dataclass(frozen=True)
class FileData:
    """Rows of one file, read once and checked as a whole before the first of them is given out."""

    name: str
    settings: FileSettings
    featurizer: Featurizer
    seed: int

    @classmethod
    def of(  # noqa: PLR0913 - one argument per key of conf/data/files.yaml
        cls,
        *,
        name: str,
        path: str,
        description: str,
        source: str | int | float | None,
        targets: str | int | float | Sequence[str | int | float] | None,
        featurizer: Featurizer,
        longest_cell: int,
        levels: int,
        seed: int,
    ) -> "FileData":
        """The data set that a file of conf/data describes; reads nothing yet."""
        limits = Limits(longest_cell, levels)
        settings = FileSettings(Path(path), Path(description), source, targets, limits)
        return cls(name, settings, featurizer, seed)

    @property
    def source(self) -> str:
        """The source: of the settings, else of the description."""
        return self._roles.source or ""

    @property
    def targets(self) -> list[str] | None:
        """The targets in the order given; None: every domain but the source."""
        return None if self._roles.targets is None else list(self._roles.targets)

    def domains(self) -> tuple[str, ...]:
        """Every domain of the file, sorted; ValueError lists all that is wrong with the files."""
        return tuple(sorted(self._table.domains.names))

    def rows(self, domain: str) -> DomainRows:
        """One domain's rows, in the order of their ids; notes on the file go with the source's."""
        return self._table.rows(domain, noted=domain == self.source)

    def wording(self) -> Wording:
        """What the description says below `wording`; ValueError where that is malformed."""
        file = self.settings.description
        try:
            return read_wording(file)
        except (ValueError, yaml.YAMLError, RecursionError) as error:
            said = " ".join(str(error).split())
            raise ValueError(f"{file.name}, wording: {said} Mend it there.") from error

    def summary(self) -> str:
        """The file's name, and which labels are positive."""
        table = self.settings.path.name
        said = self._read[0]
        if said is None:
            return table
        return f"{table} (positive: {shown(said.label)} is {some(said.positive)})"

    @cached_property
    def _read(self) -> tuple[Description | None, tuple[str, ...]]:
        faults = Faults("")
        return read_description(self.settings.description, faults), tuple(faults.found)

    @cached_property
    def _roles(self) -> Roles:
        return Roles.of(self._read[0], self.settings.source, self.settings.targets)

    @cached_property
    def _table(self) -> UserTable:
        settings, (description, found) = self.settings, self._read
        files = f"{settings.path}, as {settings.description} describes it,"
        faults = Faults(files, list(found))
        try:
            words = self.wording() if description else Wording.empty()
        except ValueError as error:
            faults.found.append(str(error))
            words = Wording.empty()
        table = read_user_table(settings.path, description, self._roles, settings.limits, faults)
        idle = sorted({*words.columns} - {*table.features.columns})
        said = f"The wording has words for columns that are no features: {some(idle)}."
        return replace(table, notes=(*table.notes, *([said] if idle else [])))
