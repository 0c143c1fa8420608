"""What the codes of the American Community Survey (ACS PUMS, 2018 dictionary) group into."""

from bisect import bisect_right
from typing import Final

import numpy as np
import numpy.typing as npt

MAJOR_GROUPS: Final[dict[str, int]] = {
    "MGR": 0, "BUS": 5, "FIN": 8, "CMM": 10, "ENG": 13, "SCI": 16, "CMS": 20, "LGL": 21,
    "EDU": 22, "ENT": 26, "MED": 30, "HLS": 36, "PRT": 37, "EAT": 40, "CLN": 42, "PRS": 43,
    "SAL": 47, "OFF": 50, "FFF": 60, "CON": 62, "EXT": 68, "RPR": 70, "PRD": 77, "TRN": 90,
    "MIL": 98, "UNE": 99,
}  # fmt: skip
"""The 26 major occupation groups by the dictionary's names, with the first OCCP // 100 of each."""


def major_group(occupation: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
    """Index into MAJOR_GROUPS (0..25) of each OCCP code.

    The hundreds of the code decide, so that unknown codes have a group too.
    """
    starts = np.array(list(MAJOR_GROUPS.values()))
    return np.searchsorted(starts, np.asarray(occupation) // 100, side="right") - 1


def major_group_name(occupation: int) -> str:
    """Three-letter name of one OCCP code's major group: 1555 is ENG, 9920 is UNE."""
    return list(MAJOR_GROUPS)[bisect_right(list(MAJOR_GROUPS.values()), occupation // 100) - 1]


STATE_CODES: Final[dict[str, int]] = {
    "AL": 1, "AK": 2, "AZ": 4, "AR": 5, "CA": 6, "CO": 8, "CT": 9, "DE": 10, "DC": 11, "FL": 12,
    "GA": 13, "HI": 15, "ID": 16, "IL": 17, "IN": 18, "IA": 19, "KS": 20, "KY": 21, "LA": 22,
    "ME": 23, "MD": 24, "MA": 25, "MI": 26, "MN": 27, "MS": 28, "MO": 29, "MT": 30, "NE": 31,
    "NV": 32, "NH": 33, "NJ": 34, "NM": 35, "NY": 36, "NC": 37, "ND": 38, "OH": 39, "OK": 40,
    "OR": 41, "PA": 42, "RI": 44, "SC": 45, "SD": 46, "TN": 47, "TX": 48, "UT": 49, "VT": 50,
    "VA": 51, "WA": 53, "WV": 54, "WI": 55, "WY": 56, "PR": 72,
}  # fmt: skip
"""Code of each state in ST and POBP (FIPS), by its postal abbreviation."""
