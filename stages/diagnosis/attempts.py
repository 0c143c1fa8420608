"""What each rung changes: the family and the trial that are trained in a configuration's place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from stages.diagnosis.held_back import line_for, loosened
from stages.diagnosis.settings import DiagnosisSettings
from stages.diagnosis.words import Rung
from stages.families.contract import Family, Trial
from stages.families.grid import spell
from stages.families.training import ClassWeight, Training, with_class_weight
from stages.families.walks import Walking, changed, longer, slower, value_of, values_of

RESEEDED: Final = 1_000_003
"""What is added to a seed for another one, which no list of seeds is likely to hold."""


class SameError(ValueError):
    """A rung that does not apply to a configuration: there is nothing that it could change."""

    def __init__(self, reason: str) -> None:
        """`reason`: why there is nothing to change."""
        super().__init__(f"does not apply: {reason}")


@dataclass(frozen=True)
class Climber:
    """Who climbs the ladder: a family as trained on the arm.

    `name` in the catalogue; `family`, weighing the classes as there; `training` as asked there,
    whose cut all rungs keep.
    """

    name: str
    family: Family
    training: Training


@dataclass(frozen=True)
class Attempt:
    """What is trained for one configuration on one rung; `standardized`: on which vectors."""

    rung: Rung
    config: str
    family: Family
    trial: Trial
    standardized: bool = False


def attempt(rung: Rung, climber: Climber, trial: Trial, settings: DiagnosisSettings) -> Attempt:
    """The change that a rung makes; SameError, a ValueError, where it has nothing to change."""
    if rung is Rung.STANDARDIZE:
        return Attempt(rung, trial.config, climber.family, trial, standardized=True)
    family, other = CHANGES[rung](climber, trial, settings)
    return Attempt(rung, trial.config, family, other)


Changed = tuple[Family, Trial]


def _slower(climber: Climber, trial: Trial, settings: DiagnosisSettings) -> Changed:
    found = slower(climber.family, trial, settings.slower)
    if found is None:
        raise SameError("no learning rate")
    return found


def _longer(climber: Climber, trial: Trial, settings: DiagnosisSettings) -> Changed:
    family = climber.family
    length = _length(family, trial)
    if length is None:
        raise SameError("no epochs or rounds")
    if length >= settings.longest:
        raise SameError(f"{length:g} epochs or rounds, diagnosis.longest={settings.longest}")
    found = longer(family, trial, min(settings.longer, settings.longest / length))
    if found is None:
        raise SameError("no epochs or rounds")
    return found


def _length(family: Family, trial: Trial) -> float | None:
    """How many steps the trial trains for; None where there is no such number."""
    if not isinstance(family, Walking) or family.length is None:
        return None
    value = values_of(family, trial).get(family.length)
    return float(value) if isinstance(value, int | float) else None


def _reseeded(climber: Climber, trial: Trial, _settings: DiagnosisSettings) -> Changed:
    family = climber.family
    seed = trial.seed + RESEEDED
    if isinstance(family, Walking):
        other: Trial | None = family.trial(trial.settings, seed)
    else:
        other = next((one for one in family.plan([seed]) if one.settings == trial.settings), None)
    if other is None or other.run == trial.run:
        raise SameError("no seed changes this fit")
    return family, other


def _balanced(climber: Climber, trial: Trial, _settings: DiagnosisSettings) -> Changed:
    weighed = with_class_weight(climber.family, ClassWeight.BALANCED)
    if weighed is climber.family:
        raise SameError("the classes weigh the same already")
    return weighed, trial


def _looser(climber: Climber, trial: Trial, settings: DiagnosisSettings) -> Changed:
    family = climber.family
    line = line_for(family, trial, settings.held_back.get(climber.name, ()))
    if line is None:
        raise SameError(f"diagnosis.held_back names nothing for {climber.name}")
    if not isinstance(family, Walking):
        raise SameError(f"a {type(family).__qualname__} makes no trials of other settings")
    name = line["setting"]
    value = value_of(family, trial, name)
    more = loosened(value, line, settings.looser)
    if more is None:
        raise SameError(f"{name}={spell(value)} holds nothing back")
    return changed(family, trial, name, more)


CHANGES: Final[Mapping[Rung, Callable[[Climber, Trial, DiagnosisSettings], Changed]]] = {
    Rung.SLOWER: _slower,
    Rung.LONGER: _longer,
    Rung.SEED: _reseeded,
    Rung.BALANCED: _balanced,
    Rung.LOOSER: _looser,
}
