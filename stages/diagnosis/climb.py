"""Train what a rung asks for and judge it on the source's test rows; runs in a worker."""

import json
from dataclasses import asdict, dataclass

from stages.diagnosis.standardized import Standardized
from stages.diagnosis.youden import Rates, rates
from stages.families.arm_files import ArmFiles
from stages.families.contract import Family, Trial
from stages.families.outcome import Status
from stages.families.trainer import FamilyRun, outcomes_of
from stages.families.training import Training
from stages.machine.compute import Compute
from stages.storage.pieces import PieceStore


@dataclass(frozen=True)
class Ground:
    """What all rungs share: an arm whose first domain is the source, compute, finished pieces."""

    arm: ArmFiles
    compute: Compute
    store: PieceStore


@dataclass(frozen=True)
class Step:
    """Trials of one family that share work, and the key of each piece.

    `training`: where margins are cut; the family weighs the classes by itself.
    """

    family: Family
    training: Training
    standardized: bool
    trials: tuple[Trial, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """What came of one attempt: its rates on the source's test rows, or an error."""

    error: str | None
    rates: Rates | None = None

    def to_bytes(self) -> bytes:
        """As JSON."""
        return json.dumps(asdict(self)).encode("utf-8")

    @classmethod
    def from_bytes(cls, payload: bytes) -> "Result":
        """The result whose `to_bytes` this is."""
        facts = json.loads(payload)
        found = facts["rates"]
        return cls(facts["error"], None if found is None else Rates(**found))


def climb(ground: Ground, step: Step) -> int:
    """Train the trials of a step as the arm's are, and keep a piece of each; how many they were."""
    source = ground.arm.domains[0]
    labels = source.labels(source.test_rows())
    family = Standardized.on(ground.arm, step.family) if step.standardized else step.family
    run = FamilyRun(family, step.training, ground.arm, ground.compute, ground.store)
    for key, outcome in zip(step.keys, outcomes_of(run, step.trials), strict=True):
        good = outcome.status is Status.OK  # perhaps with a warning
        result = (
            Result(None, rates(labels, outcome.positive[source.domain]))
            if good
            else Result(outcome.error)
        )
        ground.store.write(key, result.to_bytes())
    return len(step.keys)
