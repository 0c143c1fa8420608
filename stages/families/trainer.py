"""Train one trial on one arm and judge it: what becomes of it is a piece that survives a kill."""

import sys
import time
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from stages.families.arm_files import ArmFiles, training_set
from stages.families.contract import (
    BoolArray,
    Classifier,
    Demanding,
    DivergenceError,
    Family,
    Trial,
)
from stages.families.outcome import Outcome, Status, describe
from stages.families.scores import Scores, score
from stages.machine.compute import Compute
from stages.storage.pieces import PieceStore


@dataclass(frozen=True)
class FamilyRun:
    """One family on one arm: all that its outcomes depend on, and the store of finished pieces."""

    family: Family
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
    if isinstance(run.family, Demanding):
        run.family.demand(len(y))


def train_piece(run: FamilyRun, item: tuple[Trial, str]) -> str:
    """Train one trial, store its outcome under the key, return the key; runs in a worker."""
    trial, key = item
    run.store.write(key, outcome_of(run, trial).to_bytes())
    return key


def outcome_of(run: FamilyRun, trial: Trial) -> Outcome:
    """Fit and judge one trial; divergence, exceptions and the first warning become part of it."""
    start = time.perf_counter()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            positive, scores = attempt(run, trial)
        except DivergenceError as problem:
            status, error = Status.DIVERGED, describe(problem)
        except Exception as problem:
            status, error = Status.FAILED, describe(problem)
        else:
            seconds = time.perf_counter() - start
            return Outcome(Status.OK, _first_warning(caught), seconds, positive, scores)
    return Outcome(status, error, time.perf_counter() - start, {}, {})


def attempt(run: FamilyRun, trial: Trial) -> tuple[Mapping[str, BoolArray], Mapping[str, Scores]]:
    """Predictions and scores of one trial per domain, with one worker's threads and precision.

    Whatever goes wrong is raised.
    """
    _set_torch(run.compute)
    with threadpool_limits(run.compute.threads):
        x, y = training_set(run.arm)
        _demand_two_classes(y)
        return judged(run, run.family.fit(trial, x, y), float(y.mean()))


def judged(
    run: FamilyRun, classifier: Classifier, prior: float
) -> tuple[dict[str, BoolArray], dict[str, Scores]]:
    """Predictions and scores on the test rows of every domain, chunk by chunk.

    `prior`: share of positives among the training rows. Raises `DivergenceError` where a margin is
    no number.
    """
    positive, scores = {}, {}
    for domain in run.arm.domains:
        places = domain.test_rows()
        margins: list[npt.NDArray[np.float64]] = [np.empty(0)]
        dead: BoolArray | None = None
        for x in domain.chunks(places, run.compute.chunk):
            margins.append(np.asarray(classifier.margin(x), dtype=np.float64))
            idle = classifier.dead_units(x)
            dead = idle if dead is None or idle is None else dead & idle
        margin = np.concatenate(margins)
        if not np.isfinite(margin).all():
            raise DivergenceError(f"a margin on {domain.domain} is not finite")
        positive[domain.domain] = margin > 0
        scores[domain.domain] = score(domain.labels(places), margin, prior, dead)
    return positive, scores


def _demand_two_classes(y: BoolArray) -> None:
    if y.all() or not y.any():
        raise ValueError(
            f"Got {int(y.sum())} positives in {len(y)} training rows, expected both classes: "
            "enlarge size.train or mend the label."
        )


def _first_warning(caught: Sequence[warnings.WarningMessage]) -> str | None:
    """The first about the fit itself; those for developers depend on what was imported before."""
    for warning in caught:
        if issubclass(warning.category, UserWarning | RuntimeWarning):
            return describe(
                warning.message
                if isinstance(warning.message, Warning)
                else warning.category(warning.message)
            )
    return None


def _set_torch(compute: Compute) -> None:
    """Threads and precision of torch; families that do not import it are spared the import."""
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(compute.threads)
        torch.set_float32_matmul_precision(compute.matmul)
