"""Three coarse classes of occupations, unions of the 26 major groups."""

from typing import Final

import numpy as np
import numpy.typing as npt

from stages.data.acs import MAJOR_GROUPS, major_group

OCCUPATION_CLASSES: Final = {
    "professional": ("MGR", "BUS", "FIN", "CMM", "ENG", "SCI", "CMS", "LGL", "EDU", "ENT", "MED"),
    "service_or_office": ("HLS", "PRT", "EAT", "CLN", "PRS", "SAL", "OFF"),
    "manual": ("FFF", "CON", "EXT", "RPR", "PRD", "TRN"),
}
"""The five top classes of the Census Bureau's occupation list as three.

Management, business, science and the arts; service together with sales and office; natural
resources, construction and maintenance together with production and transport. The military (MIL)
and the unemployed (UNE) are of no class.
"""

_CLASS_OF_GROUP: Final = np.array(
    [
        next((at for at, held in enumerate(OCCUPATION_CLASSES.values()) if group in held), -1)
        for group in MAJOR_GROUPS
    ]
)


def occupation_class(occupation: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Index into OCCUPATION_CLASSES of each OCCP code, -1 for none."""
    return _CLASS_OF_GROUP[major_group(occupation)]
