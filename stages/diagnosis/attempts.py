"""What each rung changes: the family and the trial that are trained in a configuration's place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from stages.diagnosis.settings import DiagnosisSettings
from stages.diagnosis.words import Rung
from stages.families.contract import Family, Trial
from stages.families.training import ClassWeight, with_class_weight
from stages.families.walks import Walking, longer, slower

RESEEDED: Final = 1_000_003
"""What is added to a seed for another one, which no list of seeds is likely to hold."""


class SameError(ValueError):
    """A rung that does not apply to a configuration: there is nothing that it could change."""

    def __init__(self, reason: str) -> None:
        """`reason`: why there is nothing to change."""
        super().__init__(f"does not apply: {reason}")


@dataclass(frozen=True)
class Attempt:
    """What is trained for one configuration on one rung; `standardized`: on which vectors."""

    rung: Rung
    config: str
    family: Family
    trial: Trial
    standardized: bool = False


def attempt(rung: Rung, family: Family, trial: Trial, settings: DiagnosisSettings) -> Attempt:
    """The change that a rung makes; SameError, a ValueError, where it has nothing to change."""
    if rung is Rung.STANDARDIZE:
        return Attempt(rung, trial.config, family, trial, standardized=True)
    change = CHANGES.get(rung)
    changed, other = (family, trial) if change is None else change(family, trial, settings)
    return Attempt(rung, trial.config, changed, other)


Changed = tuple[Family, Trial]


def _slower(family: Family, trial: Trial, settings: DiagnosisSettings) -> Changed:
    changed = slower(family, trial, settings.slower)
    if changed is None:
        raise SameError("no learning rate")
    return changed


def _longer(family: Family, trial: Trial, settings: DiagnosisSettings) -> Changed:
    length = _length(family, trial)
    if length is None:
        raise SameError("no epochs or rounds")
    if length >= settings.longest:
        raise SameError(f"{length:g} epochs or rounds, diagnosis.longest={settings.longest}")
    changed = longer(family, trial, min(settings.longer, settings.longest / length))
    if changed is None:
        raise SameError("no epochs or rounds")
    return changed


def _length(family: Family, trial: Trial) -> float | None:
    """How many steps the trial trains for; None where there is no such number."""
    if not isinstance(family, Walking) or family.length is None:
        return None
    value = trial.settings.get(family.length, getattr(family, family.length, None))
    return float(value) if isinstance(value, int | float) else None


def _reseeded(family: Family, trial: Trial, _settings: DiagnosisSettings) -> Changed:
    seed = trial.seed + RESEEDED
    if isinstance(family, Walking):
        other: Trial | None = family.trial(trial.settings, seed)
    else:
        other = next((one for one in family.plan([seed]) if one.settings == trial.settings), None)
    if other is None or other.run == trial.run:
        raise SameError("no seed changes this fit")
    return family, other


def _balanced(family: Family, trial: Trial, _settings: DiagnosisSettings) -> Changed:
    weighed = with_class_weight(family, ClassWeight.BALANCED)
    if weighed is family:
        raise SameError("the classes weigh the same already")
    return weighed, trial


CHANGES: Final[Mapping[Rung, Callable[[Family, Trial, DiagnosisSettings], Changed]]] = {
    Rung.SLOWER: _slower,
    Rung.LONGER: _longer,
    Rung.SEED: _reseeded,
    Rung.BALANCED: _balanced,
}
