"""Real rows of the American Community Survey: an ACSIncome parquet of the user's."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from stages.data.acs_income.coarse import Coarse
from stages.data.acs_income.income_file import IncomeFile
from stages.data.acs_income.known_counts import KnownCounts
from stages.data.acs_income.study import Study
from stages.data.acs_income.window import Window
from stages.data.source import DomainRows
from stages.features.contract import Featurizer
from stages.storage.names import unknown_name
from stages.text.wording import Wording, read_wording


@dataclass(frozen=True)
class AcsParquet:
    """The states of one ACSIncome parquet; positive class: income of at most $50,000.

    `path`: the parquet, in folktables' schema or one with races and marriages re-coded;
    `description`: census wording; `known_counts`: class counts of complete states, compared with
    those of `year` (None: with nothing); `coarse`: auto, true or false (`Coarse`); `window`:
    concerns the source alone; `features`: the columns that models see, in order.
    """

    name: str
    path: str
    description: str
    known_counts: str
    source: str
    targets: list[str] | None
    year: int | None
    window: str
    coarse: str | bool
    features: Sequence[str]
    featurizer: Featurizer
    seed: int

    @cached_property
    def file(self) -> IncomeFile:
        """The file, read once."""
        return IncomeFile.read(Path(self.path), Coarse(str(self.coarse).lower()))

    def domains(self) -> tuple[str, ...]:
        """The states of the file."""
        return tuple(self.file.people)

    def rows(self, domain: str) -> DomainRows:
        """One state's people, of the source those of the window.

        Raises KeyError for a state that the file lacks and ValueError for class counts that
        contradict the known ones.
        """
        if domain not in self.file.people:
            raise KeyError(unknown_name(domain, self.domains(), "the states", f"{self.path}"))
        counts = KnownCounts.read(Path(self.known_counts), self.year)
        study = Study(self.source, Window(self.window), self.features, self.seed, counts)
        notes = self.file.notes if domain == self.source else ()
        return study.rows(domain, self.file.people[domain], notes)

    def wording(self) -> Wording:
        """Census wording for every code."""
        return read_wording(Path(self.description))

    def summary(self) -> str:
        """Where the rows come from."""
        year = "" if self.year is None else f" {self.year}"
        return (
            f"census rows of {Path(self.path).name} (ACS{year}; window {self.window}; "
            "positive: income of at most $50,000)"
        )
