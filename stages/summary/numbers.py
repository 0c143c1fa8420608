"""Numbers as people read them; what is unknown reads n/a."""

import math
from collections.abc import Mapping, Sequence
from typing import Final

UNKNOWN: Final = "n/a"
Row = Mapping[str, object]


def number(row: Row | None, name: str) -> float:
    """A cell as a float; NaN where the row, the cell or the value is missing."""
    value = None if row is None else row.get(name)
    return float(value) if isinstance(value, int | float) else math.nan


def figure(value: float, digits: int = 2) -> str:
    """A number with fixed digits, never -0."""
    return UNKNOWN if not math.isfinite(value) else f"{round(value, digits) + 0.0:.{digits}f}"


def signed(value: float, digits: int = 2) -> str:
    """A difference with its sign."""
    return UNKNOWN if not math.isfinite(value) else f"{round(value, digits) + 0.0:+.{digits}f}"


def per_cent(share: float) -> str:
    """A share in per cent with one digit, the sign left to the heading."""
    return figure(100 * share, 1)


def percent(share: float) -> str:
    """A share in per cent with one digit."""
    return UNKNOWN if not math.isfinite(share) else f"{per_cent(share)} %"


def band(row: Row | None, name: str, digits: int = 0) -> str:
    """The interval `name`_low to `name`_high in per cent."""
    low, high = number(row, f"{name}_low"), number(row, f"{name}_high")
    if not (math.isfinite(low) and math.isfinite(high)):
        return UNKNOWN
    return f"{100 * low:.{digits}f}–{100 * high:.{digits}f} %"


def whole(value: float) -> str:
    """A count with thousands separated."""
    return UNKNOWN if not math.isfinite(value) else f"{round(value):,}"


def several(count: int, noun: str) -> str:
    """`count` with its noun in the singular or plural: no point, 1 point, 2 points."""
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {noun}s" if count else f"no {noun}"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: a, b and c."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
