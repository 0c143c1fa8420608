"""Train one family on one dialled cloud and see which of its configurations collapse."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from stages.dials.clouds import Base, write_cloud
from stages.dials.plan import Job, Point, trials_of
from stages.encoders.facts import Fact
from stages.families.arm_files import arm_files
from stages.families.contract import Family, Settings
from stages.families.groups import groups_of
from stages.families.net_training import Net
from stages.families.outcome import Outcome, Status
from stages.families.piece_keys import piece_keys
from stages.families.trainer import FamilyRun, train_pieces
from stages.families.training import PLAIN
from stages.machine.compute import Compute
from stages.metrics.collapse import Collapse, collapse
from stages.metrics.confusion import count
from stages.storage.pieces import PieceStore


@dataclass(frozen=True)
class Bench:
    """All that jobs share: rows, seeds, how they are trained and judged, and where files may lie.

    `workplace`: a folder for clouds while they are in use.
    """

    base: Base
    seeds: Sequence[int]
    epsilon: float
    compute: Compute
    store: PieceStore
    workplace: Path


@dataclass(frozen=True)
class Trained:
    """One configuration with one seed: its settings, and whether it is near-collapsed.

    None where it diverged or failed, or where the test rows are of one class.
    """

    settings: Settings
    collapsed: bool | None


@dataclass(frozen=True)
class Measured:
    """What came of one job; `batch` of its net, None for other families."""

    point: Point
    family: str
    batch: int | None
    facts: dict[str, Fact]
    trained: tuple[Trained, ...]


def measure(bench: Bench, job: Job) -> Measured:
    """Make the cloud, train the family's grid on it, forget the cloud; runs in a worker.

    Finished trials come from their pieces, whose keys know the cloud by its content.
    """
    bench.workplace.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=bench.workplace) as folder:
        cloud = write_cloud(bench.base, job.point, Path(folder))
        arm = arm_files((cloud.files,))
        run = FamilyRun(job.family, PLAIN, arm, bench.compute, bench.store)
        outcomes = finished(run, bench.seeds)
        labels = cloud.files.labels(cloud.files.test_rows())
    trained = tuple(
        Trained(settings, _collapsed(outcome, cloud.files.domain, labels, bench.epsilon))
        for settings, outcome in outcomes
    )
    return Measured(job.point, job.name, _batch(job.family), cloud.facts, trained)


def finished(run: FamilyRun, seeds: Sequence[int]) -> list[tuple[Settings, Outcome]]:
    """Every trial of the grid with its outcome; those without a piece are trained here and now."""
    trials = trials_of(run.family, seeds)
    keys = piece_keys(run, trials)
    once = {key: trial for trial, key in reversed(list(zip(trials, keys, strict=True)))}
    missing = {trial.config: key for key, trial in once.items() if run.store.read(key) is None}
    for group in groups_of(run.family, [trial for trial in trials if trial.config in missing]):
        train_pieces(run, [(trial, missing[trial.config]) for trial in group])
    return [
        (trial.settings, _read(run.store, key)) for trial, key in zip(trials, keys, strict=True)
    ]


def _read(store: PieceStore, key: str) -> Outcome:
    payload = store.read(key)
    if payload is None:
        raise OSError(f"A piece is gone from {store.root}: run again.")
    return Outcome.from_bytes(payload)


def _collapsed(
    outcome: Outcome,
    domain: str,
    labels: np.ndarray[tuple[int], np.dtype[np.bool_]],
    epsilon: float,
) -> bool | None:
    if outcome.status is not Status.OK:
        return None
    (kind,) = collapse(count(outcome.positive[domain][:, np.newaxis], labels), epsilon)
    return None if kind == Collapse.UNDEFINED else bool(kind > Collapse.NONE)


def _batch(family: Family) -> int | None:
    return family.batch if isinstance(family, Net) else None
