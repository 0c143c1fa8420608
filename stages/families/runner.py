"""Train every trial of a family on one arm; what is finished already comes from the pieces."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from stages.families.contract import Trial
from stages.families.outcome import Outcome, Status
from stages.families.piece_keys import piece_keys
from stages.families.trainer import FamilyRun, train_piece
from stages.machine.parallel import Parallel, run_all
from stages.storage.pieces import PieceStore


@dataclass(frozen=True)
class Finished:
    """Trials with their outcomes, in the order of the plan.

    `trained`: how many were not taken from pieces.
    """

    trials: tuple[Trial, ...]
    outcomes: tuple[Outcome, ...]
    trained: int

    def count(self, status: Status) -> int:
        """Number of trials that ended so."""
        return sum(outcome.status is status for outcome in self.outcomes)


def run_family(run: FamilyRun, seeds: Sequence[int], parallel: Parallel, title: str) -> Finished:
    """Train the trials that have no piece yet, then read every outcome from its piece.

    A failed trial has a piece too, but is tried again: what failed may have been the machine.
    """
    trials = run.family.plan(seeds)
    work = list(zip(trials, piece_keys(run, trials), strict=True))
    missing = [item for item in work if not _is_finished(_stored(run.store, item[1]))]
    for _ in run_all(partial(train_piece, run), missing, parallel, title):
        pass
    outcomes = []
    for trial, key in work:
        outcome = _stored(run.store, key)
        if outcome is None:
            raise OSError(f"The piece of {trial.config} is gone from {run.store.root}: run again.")
        outcomes.append(outcome)
    return Finished(tuple(trials), tuple(outcomes), len(missing))


def _stored(store: PieceStore, key: str) -> Outcome | None:
    payload = store.read(key)
    return None if payload is None else Outcome.from_bytes(payload)


def _is_finished(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.status is not Status.FAILED
