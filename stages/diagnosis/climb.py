"""Train what a rung asks for and judge it on the source's test rows; runs in a worker."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial

from stages.diagnosis.worker import one_worker
from stages.diagnosis.youden import Rates, rates
from stages.encoders.facts import HARDLY
from stages.families.arm_files import ArmFiles, training_set
from stages.families.contract import Family, FloatArray, Trial
from stages.families.margins import Asked, margins
from stages.machine.compute import Compute
from stages.remedies.standardize import Standardize
from stages.storage.pieces import PieceStore


@dataclass(frozen=True)
class Ground:
    """What all rungs share: an arm whose first domain is the source, compute, finished pieces."""

    arm: ArmFiles
    compute: Compute
    store: PieceStore


@dataclass(frozen=True)
class Step:
    """Trials of one family that share work, and the key of each piece."""

    family: Family
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
    """Train the trials of a step and keep a piece of each; how many they were."""
    source = ground.arm.domains[0]
    labels = source.labels(source.test_rows())
    with one_worker(ground.compute):
        x, y = training_set(ground.arm)
        remedy = Standardize(HARDLY).fit(x) if step.standardized else None
        x = x if remedy is None else remedy.transform(x)
        tests = Asked(len(labels), partial(_tests, ground, remedy))
        found = margins(step.family, step.trials, x, y, tests)
    for key, margin, error in zip(step.keys, found.values, found.errors, strict=True):
        result = Result(error, None if error else rates(labels, margin > 0))
        ground.store.write(key, result.to_bytes())
    return len(step.keys)


def _tests(ground: Ground, remedy: Standardize | None) -> Iterator[FloatArray]:
    source = ground.arm.domains[0]
    for chunk in source.chunks(source.test_rows(), ground.compute.chunk):
        yield chunk if remedy is None else remedy.transform(chunk)
