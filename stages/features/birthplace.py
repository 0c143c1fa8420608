"""Twenty groups of birthplaces (POBP codes): regions, and single countries where many come from."""

from typing import Final

import numpy as np
import numpy.typing as npt

_EASTERN_EUROPE: Final = (100, 104, 105, 117, 128, 132, *range(147, 166), 167, 168)
_MIDDLE_EAST: Final = (212, 213, 214, 216, 222, 224, 235, 239, 243, 245, 248)
_OWN_GROUP: Final = (207, 209, 210, 233, 240, 247)

BIRTHPLACES: Final[dict[str, tuple[int, ...]]] = {
    "us_northeast": (9, 23, 25, 33, 34, 36, 42, 44, 50),
    "us_midwest": (17, 18, 19, 20, 26, 27, 29, 31, 38, 39, 46, 55),
    "us_south": (1, 5, 10, 11, 12, 13, 21, 22, 24, 28, 37, 40, 45, 47, 48, 51, 54),
    "us_west": (2, 4, 6, 8, 15, 16, 30, 32, 35, 41, 49, 53, 56),
    "puerto_rico": (72,),
    "western_europe": tuple(code for code in range(100, 200) if code not in _EASTERN_EUROPE),
    "eastern_europe": _EASTERN_EUROPE,
    "china": (207, 209, 240),
    "india": (210,),
    "philippines": (233,),
    "vietnam": (247,),
    "middle_east": _MIDDLE_EAST,
    "rest_of_asia": tuple(
        code for code in range(200, 300) if code not in (*_OWN_GROUP, *_MIDDLE_EAST)
    ),
    "canada": (300, 301),
    "mexico": (303,),
    "central_america": tuple(range(310, 317)),
    "caribbean": tuple(range(321, 345)),
    "south_america": tuple(range(360, 400)),
    "africa": tuple(range(400, 500)),
    "oceania": (60, 66, 69, 78, *range(500, 555)),
}
"""Codes of each group. US states by census region; China with Hong Kong and Taiwan; Canada with
Bermuda; eastern Europe with the former USSR west of Kazakhstan; other US islands with Oceania."""

_LARGEST: Final = 554
_GROUP_OF_CODE: Final = np.full(_LARGEST + 2, -1)
for _at, _codes in enumerate(BIRTHPLACES.values()):
    _GROUP_OF_CODE[list(_codes)] = _at


def birthplace_group(birthplace: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Index into BIRTHPLACES of each non-negative POBP code, -1 for a code of no group."""
    return _GROUP_OF_CODE[np.minimum(birthplace, _LARGEST + 1)]
