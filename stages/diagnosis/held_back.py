"""What holds a family's configurations back by their own settings: conf/diagnosis names it."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from math import ceil, floor
from typing import Final, NotRequired, TypedDict

from stages.families.contract import Family, Setting, Settings, Trial
from stages.storage.names import nearest


class By(StrEnum):
    """Which values of a setting hold back."""

    SMALL = "small"
    """Small ones, as the C of a linear model."""
    LARGE = "large"
    """Large ones, as a penalty or a pruning."""

    @classmethod
    def _missing_(cls, value: object) -> "By":
        raise ValueError(nearest("by", value, cls))


class HeldBack(TypedDict):
    """One line of a family: the `setting`, or a constant, `by` which of its values it holds back.

    `until`: where no more can be let go; `where`: settings or constants of the configurations that
    the line is for, all of them if left out.
    """

    setting: str
    by: str
    until: NotRequired[float]
    where: NotRequired[Settings]


Lines = Mapping[str, Sequence[HeldBack]]
"""By family, of its lines the first one counts whose `where` holds."""

NEEDED: Final = {"setting", "by"}
KNOWN: Final = {*NEEDED, "until", "where"}


def check(lines: Lines) -> None:
    """ValueError for a line with other keys, or with a word that `By` does not have."""
    for family, own in lines.items():
        for line in own if isinstance(own, list | tuple) else (own,):
            if not (isinstance(own, list | tuple) and isinstance(line, Mapping)
                    and NEEDED <= {*line} <= KNOWN):  # fmt: skip
                raise ValueError(
                    f"Got {line!r} in diagnosis.held_back.{family}; expected lines with setting "
                    "and by, and perhaps until and where. Write [{setting: C, by: small}]."
                )
            By(line["by"])


def line_for(family: Family, trial: Trial, lines: Sequence[HeldBack]) -> HeldBack | None:
    """The line that counts for a trial; None where there is none."""
    for line in lines:
        told = line.get("where", {})
        if all(value_of(family, trial, name) == value for name, value in told.items()):
            return line
    return None


def value_of(family: Family, trial: Trial, name: str) -> Setting:
    """The trial's setting, or the family's constant, of that name.

    ValueError where there is none.
    """
    if name not in trial.settings and not hasattr(family, name):
        raise ValueError(
            f"Got {name!r} in diagnosis.held_back for a {type(family).__qualname__}; it has the "
            f"settings {', '.join(sorted(trial.settings))}. Mend it in conf/diagnosis."
        )
    value: Setting = trial.settings[name] if name in trial.settings else getattr(family, name)
    return value


def loosened(value: Setting, line: HeldBack, factor: float) -> Setting:
    """The value with a share 1 / factor of what it held back; None where it holds nothing back.

    A whole number stays whole, rounded towards what it was; what is no number holds nothing back.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    small = By(line["by"]) is By.SMALL
    far = value * factor if small else value / factor
    until = line.get("until", far)
    far = min(far, until) if small else max(far, until)
    if isinstance(value, int):
        far = floor(far) if small else ceil(far)
    return far if (far > value if small else far < value) else None
