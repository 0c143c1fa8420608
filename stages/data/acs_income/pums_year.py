"""What the census files are called and hold in each year."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from stages.data.acs import STATE_CODES
from stages.data.acs_income.columns import FEATURES, INCOME, WEIGHT
from stages.storage.names import unknown_name

YEARS: Final = (2014, 2015, 2016, 2017, 2018, 2019, 2021, 2022, 2023)
TABLES: Final = r"(.*/)?(psam_p\d\d|ss\d\dp[a-z][a-z])\.csv"
"""Names of person tables of any state and year."""
STATE_COLUMNS: Final = ("ST", "STATE")
"""The state's code, until 2022 and since 2023."""

RELATIONSHIP: Final[Mapping[int, int]] = {
    20: 0, 21: 1, 22: 13, 23: 1, 24: 13, 25: 2, 26: 3, 27: 4, 28: 5, 29: 6, 30: 7, 31: 8, 32: 9,
    33: 10, 34: 12, 35: 14, 36: 15, 37: 16, 38: 17,
}  # fmt: skip
"""RELP of each RELSHIPP code, which replaced it in 2019.

Couples of one and of two sexes become one; 11 (roomer or boarder) has no successor of its own.
"""


@dataclass(frozen=True)
class PersonFile:
    """The 1-year person file of one state and year.

    Raises ValueError for a year without one and KeyError for an unknown state.
    """

    year: int
    state: str

    def __post_init__(self) -> None:
        """Refuse what the census does not publish."""
        if self.year == 2020:
            raise ValueError(
                "Got data.year=2020; the census published no standard 1-year file of that year,"
                " only experimental ones with weights of their own, which it says not to compare"
                " with other years. Take 2019 or 2021."
            )
        if self.year not in YEARS:
            raise ValueError(
                f"Got data.year={self.year}; expected one of {', '.join(map(str, YEARS))}."
            )
        if self.state not in STATE_CODES:
            raise KeyError(unknown_name(self.state, STATE_CODES, "the states", "data.states"))

    @property
    def archive(self) -> str:
        """Such as csv_pca.zip."""
        return f"csv_p{self.state.lower()}.zip"

    @property
    def place(self) -> str:
        """Path of the archive below the site's address."""
        return f"{self.year}/1-Year/{self.archive}"

    @property
    def table(self) -> str:
        """Name of the table in the archive: psam_p06.csv, until 2016 ss16pca.csv."""
        if self.year < 2017:
            return f"ss{self.year % 100}p{self.state.lower()}.csv"
        return f"psam_p{STATE_CODES[self.state]:02d}.csv"

    @property
    def columns(self) -> Mapping[str, str]:
        """ACSIncome's columns to those of the file."""
        own = {name: name for name in (*FEATURES, INCOME, WEIGHT)}
        return own if self.year < 2019 else own | {"RELP": "RELSHIPP"}
