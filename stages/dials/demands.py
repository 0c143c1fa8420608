"""How far a dial can be turned."""

import math
from typing import Protocol

from stages.storage.names import require_whole


class Settings(Protocol):
    """The values of a dial; None where it stays as it is."""

    spread: float | None
    mean_share: float | None
    spectrum: float | None
    dimension: int | None
    noise: float | None
    duplicates: int | None


def check_dial(dial: Settings) -> None:
    """ValueError for a value outside a dial's range, with the range."""
    if dial.spread is not None and not (math.isfinite(dial.spread) and dial.spread > 0):
        raise _refused("spread", dial.spread, "a number above 0, such as 0.3")
    if dial.mean_share is not None and not 0 <= dial.mean_share < 1:
        raise _refused("mean_share", dial.mean_share, "a share from 0 to below 1, such as 0.9")
    for name in ("spectrum", "noise"):
        value = getattr(dial, name)
        if value is not None and not (math.isfinite(value) and value >= 0):
            raise _refused(name, value, "a number of at least 0, such as 0.5")
    for name in ("dimension", "duplicates"):
        if getattr(dial, name) is not None:
            require_whole(name, getattr(dial, name), at_least=1)


def _refused(name: str, value: float, expected: str) -> ValueError:
    return ValueError(f"Got {name}={value!r}; expected {expected}, or null to leave it as it is.")
