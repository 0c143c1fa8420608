"""Arms whose cause of collapse is known, since it was planted, and their diagnosis."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from stages.diagnosis.attempts import Climber
from stages.diagnosis.climb import Ground
from stages.diagnosis.collapsed import JudgedRows, collapsed, in_grid
from stages.diagnosis.diagnosis import Case, Rules, diagnosed
from stages.diagnosis.sampling import chosen_configs
from stages.diagnosis.settings import DiagnosisSettings, ProbeSettings
from stages.families.arm_files import DomainFiles, arm_files
from stages.families.contract import Family
from stages.families.results import predictions, scores_table, trials_table
from stages.families.runner import run_family
from stages.families.trainer import FamilyRun
from stages.families.training import PLAIN, Training, with_class_weight
from stages.storage.pieces import PieceStore
from stages.tables import TABLE_KEYS, write_table
from tests.families.made_arm import ALONE, COMPUTE, CONF

HELD_BACK = yaml.safe_load((CONF / "diagnosis" / "sampled.yaml").read_text("utf-8"))["held_back"]

PROBES = ProbeSettings(rows=5000, folds=4, penalties=[0.01, 0.1], leaves=[4], rounds=40)
SETTINGS = DiagnosisSettings(
    sample=4, seed=0, slower=10.0, longer=10.0, longest=300, looser=10.0, held_back=HELD_BACK,
    restored=0.5, lost=0.02, confidence=0.99, probes=PROBES,
)  # fmt: skip
EPSILON = 0.1
INFORMATIVE, NOISE, WIDTH = 4, 8, 16

Rows = np.ndarray
Encoder = Callable[[Rows, np.random.Generator], Rows]


@dataclass(frozen=True)
class Plant:
    """Raw rows with their labels, and what becomes of them before anything is trained."""

    encode: Encoder
    informed: bool = True


def rotated(raw: Rows, draws: np.random.Generator) -> Rows:
    """Embedded in more dimensions, nothing lost."""
    basis, _ = np.linalg.qr(draws.normal(size=(WIDTH, WIDTH)))
    return raw @ basis[: raw.shape[1]]


def shrunk_and_shifted(raw: Rows, draws: np.random.Generator) -> Rows:
    """Rotated, shrunk by 1e-3 and moved far from the origin."""
    return 1e-3 * rotated(raw, draws) + 10.0 * draws.normal(size=WIDTH)


def without_the_informative(raw: Rows, draws: np.random.Generator) -> Rows:
    """Rotated, once the columns that know the label are dropped."""
    return rotated(raw[:, INFORMATIVE:], draws)


PLANTS: Mapping[str, Plant] = {
    "plain": Plant(rotated),
    "shrunk": Plant(shrunk_and_shifted),
    "dropped": Plant(without_the_informative),
    "noise": Plant(rotated, informed=False),
}


@dataclass(frozen=True)
class Grounds:
    """Both arms of a plant on the same rows."""

    raw: Ground
    embedded: Ground


def planted(folder: Path, plant: Plant, seed: int, rows: int = 2400) -> Grounds:
    """Both arms on disk: half of the rows to train, two thirds of them positive."""
    draws = np.random.default_rng(seed)
    raw = draws.normal(size=(rows, INFORMATIVE + NOISE))
    logit = 1.5 * raw[:, :INFORMATIVE].sum(axis=1) if plant.informed else np.zeros(rows)
    y = logit + draws.logistic(size=rows) > -1.0
    frame = pd.DataFrame({"row": np.arange(rows), "split": "train"})
    frame.loc[rows // 2 :, "split"] = "id_test"
    frame["label"] = y
    write_table(folder / "CA.parquet", frame, TABLE_KEYS)
    store = PieceStore(folder / "pieces")
    grounds = []
    for arm, vectors in (("tabular", raw), ("made", plant.encode(raw, draws))):
        path = folder / arm / "CA.npy"
        path.parent.mkdir()
        np.save(path, vectors.astype(np.float32))
        files = arm_files((DomainFiles("CA", folder / "CA.parquet", path),))
        grounds.append(Ground(files, replace(COMPUTE, chunk=1000), store))
    return Grounds(*grounds)


def diagnosis(
    grounds: Grounds,
    made: Family | Climber,
    settings: DiagnosisSettings = SETTINGS,
    *,
    new: bool = False,
) -> dict[str, pd.DataFrame]:
    """Train a family's grid on the embedded arm and diagnose what collapses.

    A family without a name has no line in `held_back`. `new`: only what does not collapse on the
    raw arm, so that the plant is to blame.
    """
    told = made if isinstance(made, Climber) else climber("family", made)
    found, trials, ok = _trained(grounds.embedded, told)
    if new:
        before, _, _ = _trained(grounds.raw, told)
        found = {config: one for config, one in found.items() if config not in before}
    inside = in_grid(found, trials)
    examined = [(ok[config], found[config]) for config in chosen_configs(inside, trials, settings)]
    rows = 1 + int(grounds.raw.arm.domains[0].test_rows().max())
    case = Case(
        "made", told, grounds.embedded, grounds.raw, np.arange(rows), len(inside),
        examined,
    )  # fmt: skip
    return diagnosed(case, Rules(settings, EPSILON, ALONE))


def climber(name: str, made: Family, training: Training = PLAIN) -> Climber:
    """A family that climbs as it was trained on the arm: weighing the classes as asked there."""
    return Climber(name, with_class_weight(made, training.class_weight), training)


def _trained(ground: Ground, told: Climber):
    run = FamilyRun(told.family, told.training, ground.arm, ground.compute, ground.store)
    finished = run_family(run, [0], ALONE, "made")
    source = ground.arm.domains[0]
    pairs = list(zip(finished.trials, finished.outcomes, strict=True))
    judged = JudgedRows(
        source.labels(source.test_rows()),
        float(source.labels(source.training_rows()).mean()),
    )
    scores = scores_table(pairs, ["CA"])
    found = collapsed(predictions(pairs, source), judged, scores, EPSILON)
    trials, _ = trials_table(finished.trials, finished.outcomes)
    return found, trials, {trial.config: trial for trial in finished.trials}
