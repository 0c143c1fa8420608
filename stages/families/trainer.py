"""Train a group of trials on one arm and judge them: each becomes a piece that survives a kill."""

import sys
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from stages.families.arm_files import ArmFiles, DomainFiles, training_set
from stages.families.contract import (
    BoolArray,
    Costed,
    Demanding,
    DivergenceError,
    Family,
    FittedGroup,
    Trial,
)
from stages.families.cutting import FITTINGS, Cut
from stages.families.held_out import training_parts
from stages.families.outcome import Outcome, Status, describe
from stages.families.scores import Scores, score
from stages.families.training import Threshold, Training
from stages.machine.compute import Compute
from stages.storage.pieces import PieceStore


@dataclass(frozen=True)
class FamilyRun:
    """One family on one arm: all that its outcomes depend on, and the store of finished pieces.

    The family weighs the classes as `training` asks already.
    """

    family: Family
    training: Training
    arm: ArmFiles
    compute: Compute
    store: PieceStore


def check_demands(run: FamilyRun) -> None:
    """ValueError where nothing can be trained at all: rows of one class, or what the family says.

    For the beginning of a stage; one trial that fails is a row of the results instead.
    """
    source = run.arm.domains[0]
    y = source.labels(source.training_rows())
    _demand_two_classes(y)
    if run.training.threshold is Threshold.TUNED:
        y = training_parts(run.arm).y
    if isinstance(run.family, Demanding):
        run.family.demand(len(y))


def train_pieces(run: FamilyRun, items: Sequence[tuple[Trial, str]]) -> int:
    """Train the trials of one group, store each outcome under its key; runs in a worker.

    Returns their number.
    """
    outcomes = outcomes_of(run, [trial for trial, _ in items])
    for (_, key), outcome in zip(items, outcomes, strict=True):
        run.store.write(key, outcome.to_bytes())
    return len(items)


def outcomes_of(run: FamilyRun, trials: Sequence[Trial]) -> list[Outcome]:
    """Fit and judge a group; divergence, exceptions and the first warning become part of it.

    A group that fails as a whole is tried a trial at a time, so that only the culprit fails.
    `seconds` of a trial is its share of the group's time, by cost.
    """
    start = time.perf_counter()
    try:
        judged = judge_group(run, trials)
    except Exception as problem:
        if len(trials) > 1:
            return [outcome for trial in trials for outcome in outcomes_of(run, [trial])]
        judged = [Judged(problem, {}, {})]
    spent = time.perf_counter() - start
    costs = [trial_cost(run.family, trial) for trial in trials]
    return [one.outcome(spent * cost / sum(costs)) for one, cost in zip(judged, costs, strict=True)]


def judge_group(run: FamilyRun, trials: Sequence[Trial]) -> list["Judged"]:
    """Train a group and judge every trial, with one worker's threads and precision.

    What goes wrong with the whole group is raised, with one trial is its trouble.
    """
    _set_torch(run.compute)
    with warnings.catch_warnings(), threadpool_limits(run.compute.threads):
        warnings.simplefilter("ignore")
        _, y = training_set(run.arm)
        _demand_two_classes(y)
        fitted, cut = FITTINGS[run.training.threshold](run.family, trials, run.arm)
        judged = [Judged(trouble, {}, {}) for trouble in fitted.troubles()]
        judge = Judge(run.compute.chunk, float(y.mean()), cut)
        for domain in run.arm.domains:
            judge_domain(judged, fitted, domain, judge)
        return judged


@dataclass(frozen=True)
class Judge:
    """Rows read at a time, the share of positives among the training rows, and how to cut."""

    chunk: int
    prior: float
    cut: Cut


@dataclass
class Judged:
    """What is known of one trial: its trouble; predictions and scores of the domains so far."""

    trouble: Exception | None
    positive: dict[str, BoolArray]
    scores: dict[str, Scores]

    @property
    def ended(self) -> bool:
        """Whether its trouble is more than a warning."""
        return self.trouble is not None and not isinstance(self.trouble, Warning)

    def outcome(self, seconds: float) -> Outcome:
        """As the outcome that is kept."""
        error = None if self.trouble is None else describe(self.trouble)
        if not self.ended:
            return Outcome(Status.OK, error, seconds, self.positive, self.scores)
        diverged = isinstance(self.trouble, DivergenceError)
        return Outcome(Status.DIVERGED if diverged else Status.FAILED, error, seconds, {}, {})


def judge_domain(
    judged: Sequence[Judged], fitted: FittedGroup, domain: DomainFiles, judge: Judge
) -> None:
    """Predictions and scores of every trial on one domain's test rows, chunk by chunk.

    A margin or a cut that is no number ends its trial: it diverged.
    """
    places = domain.test_rows()
    margins = np.empty((len(judged), len(places)))
    dead: list[BoolArray | None] = [None] * len(judged)
    start = 0
    for x in domain.chunks(places, judge.chunk):
        answers = fitted.answers(x)
        margins[:, start : start + len(x)] = answers.margins
        dead = [_both(*pair) for pair in zip(dead, answers.dead_units, strict=True)]
        start += len(x)
    labels = domain.labels(places)
    for place, (one, margin, idle) in enumerate(zip(judged, margins, dead, strict=True)):
        if one.ended:
            continue
        if not np.isfinite(margin).all():
            one.trouble = DivergenceError(f"a margin on {domain.domain} is not finite")
            continue
        cut = judge.cut(place, margin)
        if np.isnan(cut):
            one.trouble = DivergenceError("a margin on the held-out rows is not finite")
            continue
        one.positive[domain.domain] = margin > cut
        one.scores[domain.domain] = score(labels, margin, judge.prior, idle)


def trial_cost(family: Family, trial: Trial) -> float:
    """How long a trial takes beside the others of its family; 1 where the family can't say."""
    return family.cost(trial.settings) if isinstance(family, Costed) else 1.0


def group_cost(family: Family, trials: Sequence[Trial]) -> float:
    """How long a group takes beside others: of every training run its most expensive trial.

    Snapshots come with their run; a bound from above where runs share more than that.
    """
    runs: dict[str, float] = {}
    for trial in trials:
        runs[trial.run] = max(runs.get(trial.run, 0.0), trial_cost(family, trial))
    return sum(runs.values())


def _both(before: BoolArray | None, now: BoolArray | None) -> BoolArray | None:
    return now if before is None or now is None else before & now


def _demand_two_classes(y: BoolArray) -> None:
    if y.all() or not y.any():
        raise ValueError(
            f"Got {int(y.sum())} positives in {len(y)} training rows, expected both classes: "
            "enlarge size.train or mend the label."
        )


def _set_torch(compute: Compute) -> None:
    """Threads and precision of torch; families that do not import it are spared the import."""
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(compute.threads)
        torch.set_float32_matmul_precision(compute.matmul)
