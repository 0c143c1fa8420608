"""Train every trial of a family on one arm; what is finished already comes from the pieces."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from stages.families.contract import Costed, Family, Trial
from stages.families.outcome import Outcome, Status
from stages.families.piece_keys import piece_keys
from stages.families.trainer import FamilyRun, train_piece
from stages.machine.parallel import Parallel, run_all
from stages.machine.progress import Task
from stages.storage.pieces import PieceStore


@dataclass(frozen=True)
class Finished:
    """Trials with their outcomes, in the order of the plan.

    `trained`: how many were trained now; `twins`: how many have another's outcome, since no seed
    can change it. All others came from pieces.
    """

    trials: tuple[Trial, ...]
    outcomes: tuple[Outcome, ...]
    trained: int
    twins: int

    @property
    def taken(self) -> int:
        """How many came from pieces."""
        return len(self.trials) - self.trained - self.twins

    def ended(self, status: Status) -> list[Trial]:
        """The trials that ended so."""
        pairs = zip(self.trials, self.outcomes, strict=True)
        return [trial for trial, outcome in pairs if outcome.status is status]

    def count(self, status: Status) -> int:
        """Number of trials that ended so."""
        return len(self.ended(status))

    def words(self) -> str:
        """What a person reads at the end: how many were trained, and how many ended badly."""
        line = f"{len(self.trials)} trials, {self.trained} trained, "
        if self.twins:
            line += f"{self.twins} the same under another seed, "
        line += f"{self.taken} taken from pieces, {self.count(Status.FAILED)} failed"
        diverged = self.count(Status.DIVERGED)
        return f"{line}, {diverged} diverged" if diverged else line


def run_family(run: FamilyRun, seeds: Sequence[int], parallel: Parallel, title: str) -> Finished:
    """Train the trials that have no piece yet, then read every outcome from its piece.

    A failed trial has a piece too, but is tried again: what failed may have been the machine. Those
    that take longest begin, so that no worker waits for them at the end.
    """
    trials = run.family.plan(seeds)
    keys = piece_keys(run, trials)
    once: dict[str, Trial] = {}
    for trial, key in zip(trials, keys, strict=True):
        once.setdefault(key, trial)
    missing = [
        (trial, key) for key, trial in once.items() if not _is_finished(_stored(run.store, key))
    ]
    missing.sort(key=lambda item: -trial_cost(run.family, item[0]))
    costs = [trial_cost(run.family, trial) for trial, _ in missing]
    for _ in run_all(partial(train_piece, run), missing, parallel, Task(title, "trial", costs)):
        pass
    outcomes = []
    for trial, key in zip(trials, keys, strict=True):
        outcome = _stored(run.store, key)
        if outcome is None:
            raise OSError(f"The piece of {trial.config} is gone from {run.store.root}: run again.")
        outcomes.append(outcome)
    return Finished(tuple(trials), tuple(outcomes), len(missing), len(trials) - len(once))


def trial_cost(family: Family, trial: Trial) -> float:
    """How long a trial takes beside the others of its family; 1 where the family can't say."""
    return family.cost(trial.settings) if isinstance(family, Costed) else 1.0


def _stored(store: PieceStore, key: str) -> Outcome | None:
    payload = store.read(key)
    return None if payload is None else Outcome.from_bytes(payload)


def _is_finished(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.status is not Status.FAILED
