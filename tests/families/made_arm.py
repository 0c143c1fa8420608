"""A small arm on disk, and families built from conf/ with a few settings changed."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from hydra.utils import instantiate
from omegaconf import OmegaConf

from stages import paths
from stages.families.arm_files import ArmFiles, DomainFiles, arm_files
from stages.families.contract import Family, Trial
from stages.families.trainer import FamilyRun
from stages.families.training import PLAIN, Training
from stages.machine.compute import Compute
from stages.machine.parallel import Parallel
from stages.storage.pieces import PieceStore
from stages.tables import DOMAINS, TABLE_KEYS, write_csv, write_table

CONF = Path(__file__).resolve().parents[2] / "conf"
FAMILIES = ("mlp", "cvar_dro", "lr", "svm", "rf", "gbm", "xgb")
PROFILES = ("quick", "paper", "table6")
COMPUTE = Compute("cpu", "float32", "highest", threads=1, chunk=64, shard=64, batch=16)
ALONE = Parallel("loky", n_jobs=1)


def family(
    name: str, profile: str = "quick", changes: Mapping[str, object] | None = None
) -> Family:
    """One family of conf/, perhaps with fields of its yaml changed."""
    tree = OmegaConf.create({"compute": COMPUTE.facts(), "class_weight": "none"})
    tree["family"] = OmegaConf.load(CONF / "families" / name / f"{profile}.yaml")
    built = OmegaConf.to_container(tree, resolve=True)["family"] | dict(changes or {})
    return instantiate(built, _convert_="all")


def trial(name: str, profile: str = "quick", **settings: object) -> tuple[Family, Trial]:
    """A family and its first configuration with some settings changed."""
    made = family(name, profile)
    first = made.plan([0])[0]
    return made, replace(first, settings={**first.settings, **settings})


def rows(count: int, seed: int = 0, dim: int = 6) -> tuple[np.ndarray, np.ndarray]:
    """Float32 features and labels that depend on them."""
    draws = np.random.default_rng(seed)
    x = draws.normal(size=(count, dim)).astype(np.float32)
    y = x[:, 0] - x[:, 1] + draws.normal(size=count) > -0.3
    return x, y


def made_domains(folder: Path, training: int = 120) -> tuple[DomainFiles, ...]:
    """Source CA with training and 70 test rows, targets AL and PR with 80 test rows each."""
    return tuple(
        _made_domain(folder, stem, number, training if number == 0 else 0)
        for number, stem in enumerate(("CA", "PR", "AL"))
    )


def made_arm(folder: Path, training: int = 120) -> ArmFiles:
    """The three domains as an arm."""
    return arm_files(made_domains(folder, training))


def lay_out(folder: Path, arms: Sequence[str]) -> None:
    """The three domains where stages read them, the same vectors for each of the arms."""
    domains = made_domains(folder)
    rows = [
        (files.domain, files.domain, "source" if number == 0 else "target", 190, 80)
        for number, files in enumerate(domains)
    ]
    write_csv(folder / paths.DOMAINS, pd.DataFrame(rows, columns=list(DOMAINS)), DOMAINS)
    for files in domains:
        shutil.move(files.table, folder / paths.table(files.domain))
        for arm in arms:
            vectors = folder / paths.vectors(arm, files.domain)
            vectors.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(files.vectors, vectors)


def made_run(folder: Path, made: Family, training: Training = PLAIN) -> FamilyRun:
    """A family on the small arm, with its pieces below the folder."""
    return FamilyRun(made, training, made_arm(folder), COMPUTE, PieceStore(folder / "pieces"))


def _made_domain(folder: Path, stem: str, number: int, training: int) -> DomainFiles:
    test = 80 if training == 0 else 70
    x, y = rows(training + test, seed=number)
    split = ["train"] * training + ["ood_test" if training == 0 else "id_test"] * test
    order = np.random.default_rng(number).permutation(len(y))
    frame = pd.DataFrame(
        {"row": 1000 * number + np.arange(len(y)), "split": np.array(split)[order]}
    )
    frame["label"] = y
    files = DomainFiles(
        stem, folder / "tables" / f"{stem}.parquet", folder / "made" / f"{stem}.npy"
    )
    write_table(files.table, frame, TABLE_KEYS)
    files.vectors.parent.mkdir(exist_ok=True)
    np.save(files.vectors, x)
    return files
