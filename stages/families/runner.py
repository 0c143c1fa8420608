"""Train every trial of a family on one arm; what is finished already comes from the pieces."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from stages.families.contract import Trial
from stages.families.groups import groups_of
from stages.families.outcome import Outcome, Status
from stages.families.piece_keys import piece_keys
from stages.families.trainer import FamilyRun, group_cost, train_pieces
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

    A worker is given a group of trials that share work. A failed trial has a piece too, but is
    tried again: what failed may have been the machine. The groups that take longest begin, so that
    no worker waits for them at the end.
    """
    trials = run.family.plan(seeds)
    keys = piece_keys(run, trials)
    once: dict[str, Trial] = {}
    for trial, key in zip(trials, keys, strict=True):
        once.setdefault(key, trial)
    missing = {
        trial.config: key
        for key, trial in once.items()
        if not _is_finished(_stored(run.store, key))
    }
    planned = groups_of(run.family, [trial for trial in trials if trial.config in missing])
    planned.sort(key=lambda group: -group_cost(run.family, group))
    items = [[(trial, missing[trial.config]) for trial in group] for group in planned]
    costs = [group_cost(run.family, group) for group in planned]
    task = Task(title, "trial", costs, [len(group) for group in planned])
    for _ in run_all(partial(train_pieces, run), items, parallel, task):
        pass
    outcomes = []
    for trial, key in zip(trials, keys, strict=True):
        outcome = _stored(run.store, key)
        if outcome is None:
            raise OSError(f"The piece of {trial.config} is gone from {run.store.root}: run again.")
        outcomes.append(outcome)
    return Finished(tuple(trials), tuple(outcomes), len(missing), len(trials) - len(once))


def _stored(store: PieceStore, key: str) -> Outcome | None:
    payload = store.read(key)
    return None if payload is None else Outcome.from_bytes(payload)


def _is_finished(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.status is not Status.FAILED
