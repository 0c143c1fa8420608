"""Slower and longer training: the same trial with a smaller step, or with more of them."""

from dataclasses import fields, is_dataclass, replace
from typing import ClassVar, Protocol, runtime_checkable

from stages.families.contract import Family, Setting, Settings, Trial


@runtime_checkable
class Walking(Protocol):
    """A family that knows whether its fit is a walk; families need not.

    `step` and `length`: names of what says how far a step goes and how many there are, each a
    setting or a constant (a field) of the family; None where a fit has no such thing.
    """

    step: ClassVar[str | None]
    length: ClassVar[str | None]

    def trial(self, settings: Settings, seed: int) -> Trial:
        """One configuration with one seed, whether the grid has it or not."""
        ...


def slower(family: Family, trial: Trial, factor: float) -> tuple[Family, Trial] | None:
    """The trial, and its family, with a step divided by factor; None where there is no step."""
    if not isinstance(family, Walking) or family.step is None:
        return None
    return changed(family, trial, family.step, _amount(family, trial, family.step) / factor)


def longer(family: Family, trial: Trial, factor: float) -> tuple[Family, Trial] | None:
    """The trial, and its family, with factor times as many steps; None where there is no length."""
    if not isinstance(family, Walking) or family.length is None:
        return None
    more = round(_amount(family, trial, family.length) * factor)
    return changed(family, trial, family.length, more)


def _amount(family: Family, trial: Trial, name: str) -> float:
    value = value_of(family, trial, name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"Got {name}={value!r}, expected a number: mend it in conf/families.")
    return float(value)


def values_of(family: Family, trial: Trial) -> Settings:
    """The trial's settings, and the constants of its family that have no setting's name.

    A constant is a field of a dataclass; one that is no single value, as a grid, is left out.
    """
    constants = {name: getattr(family, name) for name in _fields(family)}
    single = {name: value for name, value in constants.items() if isinstance(value, Setting)}
    return {**single, **trial.settings}


def _fields(family: Family) -> list[str]:
    if not is_dataclass(family):
        return []
    return [field.name for field in fields(family) if field.init]


def value_of(family: Family, trial: Trial, name: str) -> Setting:
    """The trial's setting, or the family's constant, of that name.

    ValueError where there is none.
    """
    known = values_of(family, trial)
    if name not in known:
        raise ValueError(
            f"Got {name!r} for a {type(family).__qualname__}; expected one of its settings or "
            f"constants: {', '.join(sorted(known))}. Mend it where it is named, in "
            "diagnosis.held_back or as step or length of the class."
        )
    return known[name]


def changed(family: Family, trial: Trial, name: str, value: Setting) -> tuple[Family, Trial]:
    """The trial with another value of a setting, or its family with another constant.

    ValueError where neither can be made.
    """
    if name in trial.settings and isinstance(family, Walking):
        return family, family.trial({**trial.settings, name: value}, trial.seed)
    if not is_dataclass(family) or name not in _fields(family):
        raise ValueError(
            f"Got {name!r} to change for a {type(family).__qualname__}; expected a field of a "
            f"dataclass. Make the class a frozen dataclass with a field {name}."
        )
    return replace(family, **{name: value}), trial
