"""Slower and longer training: the same trial with a smaller step, or with more of them."""

from dataclasses import is_dataclass, replace
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
    value = trial.settings[name] if name in trial.settings else getattr(family, name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"Got {name}={value!r}, expected a number: mend it in conf/families.")
    return float(value)


def changed(family: Family, trial: Trial, name: str, value: Setting) -> tuple[Family, Trial]:
    """The trial with another value of a setting, or its family with another constant."""
    if name in trial.settings and isinstance(family, Walking):
        return family, family.trial({**trial.settings, name: value}, trial.seed)
    if not is_dataclass(family):
        raise TypeError(f"Got a family of class {type(family).__qualname__}, expected a dataclass.")
    return replace(family, **{name: value}), trial
