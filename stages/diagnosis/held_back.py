"""What holds a family's configurations back by their own settings: conf/diagnosis names it."""

from collections.abc import Mapping, Sequence, Set
from enum import StrEnum
from math import ceil, floor, isfinite
from typing import Final, NotRequired, TypedDict

from stages.families.contract import Family, Setting, Settings, Trial
from stages.families.walks import values_of
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


def check(lines: object) -> None:
    """ValueError for what can't be read as `Lines`, or for a word that `By` does not have."""
    if not isinstance(lines, Mapping):
        raise ValueError(
            f"Got diagnosis.held_back={lines!r}; expected lines by family, {{}} for none. "
            "Write {lr: [{setting: C, by: small}]}."
        )
    for family, own in lines.items():
        if not isinstance(own, list | tuple):
            raise ValueError(
                f"Got diagnosis.held_back.{family}={own!r}; expected a list of lines. "
                "Write [{setting: C, by: small}]."
            )
        for line in own:
            if (expected := _expected(line)) is not None:
                raise ValueError(
                    f"Got {line!r} in diagnosis.held_back.{family}; expected {expected}. "
                    "Write [{setting: C, by: small, until: 1.0, where: {penalty_is: C}}], "
                    "until and where only if needed."
                )
            By(line["by"])


def _expected(line: object) -> str | None:
    """What a line should have been; None where it can be read, up to its `by`."""
    if not (isinstance(line, Mapping) and NEEDED <= {*line} <= KNOWN):
        return "lines with setting and by, and perhaps until and where"
    if not isinstance(line["setting"], str):
        return "the name of a setting as setting"
    until = line.get("until", 1.0)
    if isinstance(until, bool) or not (isinstance(until, int | float) and isfinite(until)):
        return "a finite number as until"
    if not isinstance(line.get("where", {}), Mapping):
        return "settings and their values as where"
    return None


def line_for(family: Family, trial: Trial, lines: Sequence[HeldBack]) -> HeldBack | None:
    """The line that counts for a trial; None where there is none.

    A line is not for a trial that lacks a setting named in its `where`. ValueError where no other
    trial of the family has one of that name either.
    """
    known = values_of(family, trial)
    for line in lines:
        told = line.get("where", {})
        _check_names(family, trial, told.keys() - known.keys())
        if all(name in known and known[name] == value for name, value in told.items()):
            return line
    return None


def _check_names(family: Family, trial: Trial, lacking: Set[str]) -> None:
    """ValueError for a name that is a setting of no trial with the seed of this one."""
    if not lacking:
        return
    others = {name for one in family.plan([trial.seed]) for name in one.settings}
    for name in lacking - others:
        raise ValueError(
            f"Got where={name!r} in diagnosis.held_back for a {type(family).__qualname__}; "
            f"expected a setting of one of its trials ({', '.join(sorted(others))}), or a constant."
            " Mend it in conf/diagnosis."
        )


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
