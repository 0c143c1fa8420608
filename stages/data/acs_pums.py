"""Real rows of the American Community Survey: the census download, any states and year."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stages.data.acs_income.known_counts import KnownCounts
from stages.data.acs_income.pums_archive import Archives
from stages.data.acs_income.pums_table import read_people
from stages.data.acs_income.pums_year import PersonFile
from stages.data.acs_income.study import Study
from stages.data.acs_income.window import Window
from stages.data.source import DomainRows
from stages.features.contract import Featurizer
from stages.storage.names import unknown_name
from stages.text.wording import Wording, read_wording


@dataclass(frozen=True)
class AcsPums:
    """States of one year's 1-year person files; positive class: income of at most $50,000.

    `path`: class counts of complete states, which these must have; `description`: census wording;
    `states`: their letters; `archives`: where the files are; `window`: concerns the source alone;
    `features`: the columns that models see, in order.
    """

    name: str
    path: str
    description: str
    states: Sequence[str]
    year: int
    source: str
    targets: list[str] | None
    archives: Archives
    window: str
    features: Sequence[str]
    featurizer: Featurizer
    seed: int

    def __post_init__(self) -> None:
        """Refuse years and states that the census has no file of, before anything is fetched."""
        for state in self.states:
            PersonFile(self.year, state)
        if len(set(self.states)) < len(self.states):
            raise ValueError(f"Got a state twice in data.states={list(self.states)}; list it once.")

    def domains(self) -> tuple[str, ...]:
        """The states that were asked for."""
        return tuple(self.states)

    def rows(self, domain: str) -> DomainRows:
        """One state's people, of the source those of the window; the file is fetched if need be.

        Raises KeyError for a state that was not asked for, DownloadError, and ValueError for a file
        or class counts that are not what they should be.
        """
        if domain not in self.states:
            raise KeyError(unknown_name(domain, self.states, "data.states", "data.states"))
        file = PersonFile(self.year, domain)
        people = read_people(self.archives.get(file), file, self.archives.member(file))
        counts = KnownCounts.read(Path(self.path), self.year)
        study = Study(self.source, Window(self.window), self.features, self.seed, counts)
        return study.rows(domain, people, _notes(file) if domain == self.source else ())

    def wording(self) -> Wording:
        """Census wording for every code."""
        return read_wording(Path(self.description))

    def summary(self) -> str:
        """Where the rows come from."""
        return (
            f"census rows (ACS {self.year}, 1-year PUMS; window {self.window}; "
            "positive: income of at most $50,000)"
        )


def _notes(file: PersonFile) -> tuple[str, ...]:
    notes = ["Incomes are dollars as answered; ADJINC is not applied."]
    if file.columns["RELP"] != "RELP":
        notes.append("Relationships are RELSHIPP codes told in those of RELP, their forerunner.")
    if file.year < 2018:
        notes.append("Occupation codes are older than those of 2018; unknown ones read `other`.")
    return tuple(notes)
