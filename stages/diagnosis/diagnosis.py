"""One family on one arm: which configurations collapse, what mends each, and so why."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from stages.diagnosis.attempts import Climber
from stages.diagnosis.causes import cause, repairs
from stages.diagnosis.climb import Ground, Result
from stages.diagnosis.collapsed import Collapsed
from stages.diagnosis.folds import Places
from stages.diagnosis.ladder import TRAINED, climbed
from stages.diagnosis.probe_runs import Parts, probed
from stages.diagnosis.reference import EMBEDDED, RAW, Reference, reference
from stages.diagnosis.settings import DiagnosisSettings
from stages.diagnosis.words import CAUSE, EXAMINED, LADDER, Rung
from stages.families.contract import Trial
from stages.families.training import Threshold
from stages.machine.parallel import Parallel


@dataclass(frozen=True)
class Case:
    """What is to be diagnosed.

    `arm`: its name; `embedded`, `raw`: that arm and the raw arm, the source their first domain;
    `distinct`: of every row of the source's table, an id that rows of one text share; `collapsed`:
    how many configurations do; `examined`: those that are looked at, with their trials.
    """

    arm: str
    climber: Climber
    embedded: Ground
    raw: Ground
    distinct: Places
    collapsed: int
    examined: Sequence[tuple[Trial, Collapsed]]


@dataclass(frozen=True)
class Rules:
    """`settings` of conf/diagnosis; `epsilon` of near-collapse; where the work runs."""

    settings: DiagnosisSettings
    epsilon: float
    parallel: Parallel


def diagnosed(case: Case, rules: Rules) -> dict[str, pd.DataFrame]:
    """The tables ladder, causes, examined and probes (columns of stages.diagnosis.words)."""
    told = _reference(case, rules)
    trials = [trial for trial, _ in case.examined]
    results = climbed(case.embedded, case.climber, trials, rules.settings, rules.parallel)
    ladder: list[tuple[object, ...]] = []
    causes: list[tuple[object, ...]] = []
    for _, one in case.examined:
        own = {Rung.NONE: Result(None, one.rates), Rung.THRESHOLD: _recut(case, one)}
        own |= {rung: results[one.config, rung] for rung in TRAINED}
        key = (case.arm, case.climber.name, one.config, one.kind)
        repaired = {
            rung: repairs(result.rates, told, rules.settings.restored, rules.epsilon)
            for rung, result in own.items()
        }
        for rung, result in own.items():
            youden = None if result.rates is None else result.rates.youden
            word = str(repaired[rung]).lower()
            ladder.append((*key, rung.value, youden, told.youden, word, result.error))
        causes.append((*key, cause(repaired, told)))
    counts = [(case.arm, case.climber.name, case.collapsed, len(case.examined))]
    return {
        "ladder": pd.DataFrame(ladder, columns=list(LADDER)),
        "causes": pd.DataFrame(causes, columns=list(CAUSE)),
        "examined": pd.DataFrame(counts, columns=list(EXAMINED)),
        "probes": told.table,
    }


def _reference(case: Case, rules: Rules) -> Reference:
    source = case.embedded.arm.domains[0]
    labels = source.labels(source.training_rows())
    parts = Parts.of(labels, case.distinct[source.training_rows()], rules.settings)
    raw, embedded = probed([case.raw, case.embedded], parts, rules.settings, rules.parallel)
    held = {RAW: raw, EMBEDDED: embedded}
    return reference(held, labels[parts.places], parts.part, rules.settings)


def _recut(case: Case, one: Collapsed) -> Result:
    """The same model at another cut: nothing is trained for that."""
    if case.climber.training.threshold is Threshold.PRIOR:
        return Result("does not apply: the arm is cut at the training prior already")
    return Result(None if one.at_prior else "does not apply: no score was kept", one.at_prior)
