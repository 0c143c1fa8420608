"""Climb the ladder: every rung of every configuration, from its piece where it is there."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from stages.diagnosis.attempts import Attempt, Climber, attempt
from stages.diagnosis.climb import Ground, Result, Step, climb
from stages.diagnosis.settings import DiagnosisSettings
from stages.diagnosis.words import Rung
from stages.families.contract import DivergenceError, Trial
from stages.families.groups import groups_of
from stages.families.piece_keys import piece_keys
from stages.families.trainer import FamilyRun, group_cost
from stages.families.training import Training
from stages.machine.parallel import Parallel, run_all
from stages.machine.progress import Task
from stages.storage.pieces import fingerprint
from stages.storage.source_files import family_sources, module_hashes

TRAINED: Final = tuple(rung for rung in Rung if rung not in {Rung.NONE, Rung.THRESHOLD})
"""The rungs that ask for training; the others judge the model that is there."""

CODE: Final = f"{__package__}.climb"

Climbed = dict[tuple[str, Rung], Result]
"""What came of every configuration on every rung that is trained."""


@dataclass(frozen=True)
class Plan:
    """Attempts by configuration and rung with the key of their pieces; results known at once."""

    attempts: dict[str, list[Attempt]]
    keys: dict[tuple[str, Rung], str]
    known: Climbed


def climbed(
    ground: Ground,
    climber: Climber,
    trials: Sequence[Trial],
    settings: DiagnosisSettings,
    parallel: Parallel,
) -> Climbed:
    """Results of all trials on every rung of TRAINED; each is a piece that survives a kill.

    Attempts that end in the same training share a piece. A rung that fails is tried again.
    """
    plan = _plan(ground, climber, trials, settings)
    steps = list(_steps(ground, climber.training, plan))
    costs = [group_cost(step.family, step.trials) for step in steps]
    order = sorted(range(len(steps)), key=lambda place: -costs[place])
    task = Task(
        "ladder", "rung", [costs[place] for place in order],
        [len(steps[place].keys) for place in order],
    )  # fmt: skip
    for _ in run_all(partial(climb, ground), [steps[place] for place in order], parallel, task):
        pass
    stored = {place: _stored(ground, key) for place, key in plan.keys.items()}
    return plan.known | {place: result for place, result in stored.items() if result is not None}


def _plan(
    ground: Ground, climber: Climber, trials: Sequence[Trial], settings: DiagnosisSettings
) -> Plan:
    plan = Plan({}, {}, {})
    code = module_hashes(family_sources(CODE))
    for rung in TRAINED:
        for asked in _by_family(_asked(rung, climber, trials, settings, plan.known)):
            family, training = asked[0].family, climber.training
            run = FamilyRun(family, training, ground.arm, ground.compute, ground.store)
            for one, key in zip(asked, piece_keys(run, [one.trial for one in asked]), strict=True):
                own = fingerprint([code, key, one.standardized])
                plan.attempts.setdefault(own, []).append(one)
                plan.keys[one.config, rung] = own
    return plan


def _by_family(attempts: Iterable[Attempt]) -> list[list[Attempt]]:
    """The attempts of one rung, which may change a constant of the family for some trials only."""
    found: list[list[Attempt]] = []
    for one in attempts:
        alike = next((same for same in found if same[0].family == one.family), None)
        if alike is None:
            found.append([one])
        else:
            alike.append(one)
    return found


def _asked(
    rung: Rung,
    climber: Climber,
    trials: Sequence[Trial],
    settings: DiagnosisSettings,
    known: Climbed,
) -> Iterator[Attempt]:
    """The attempts of one rung; what does not apply is known at once."""
    for trial in trials:
        try:
            yield attempt(rung, climber, trial, settings)
        except ValueError as error:
            known[trial.config, rung] = Result(str(error))


def _steps(ground: Ground, training: Training, plan: Plan) -> Iterator[Step]:
    """What has no piece yet, in groups of shared work."""
    waiting: dict[Rung, list[Attempt]] = {}
    keys: dict[tuple[Rung, str], str] = {}
    for key, same in plan.attempts.items():
        stored, one = _stored(ground, key), same[0]
        if stored is None or _to_try_again(stored):
            waiting.setdefault(one.rung, []).append(one)
            keys[one.rung, one.config] = key
    for rung, attempts in waiting.items():
        for asked in _by_family(attempts):
            family, configs = asked[0].family, {one.trial.config: one.config for one in asked}
            for group in groups_of(family, [one.trial for one in asked]):
                own = tuple(keys[rung, configs[trial.config]] for trial in group)
                yield Step(family, training, asked[0].standardized, tuple(group), own)


def _stored(ground: Ground, key: str) -> Result | None:
    payload = ground.store.read(key)
    return None if payload is None else Result.from_bytes(payload)


def _to_try_again(result: Result) -> bool:
    return result.error is not None and not result.error.startswith(DivergenceError.__name__)
