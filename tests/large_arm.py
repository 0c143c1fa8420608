"""An arm as large as a 7B encoder makes of a whole census, and what a process takes on it.

python -m tests.large_arm FOLDER make        2.7 GB of random float16 vectors
python -m tests.large_arm FOLDER mlp lr      train a tiny grid of each family on them
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from stages.families.arm_files import DomainFiles, arm_files
from stages.families.results import ResultFiles, write_results
from stages.families.runner import run_family
from stages.families.trainer import FamilyRun
from stages.families.training import PLAIN
from stages.machine.compute import Compute
from stages.machine.parallel import Parallel
from stages.storage.pieces import PieceStore
from stages.storage.seal import seal
from stages.tables import TABLE_KEYS, write_table

ROOT = Path(__file__).resolve().parents[1]
TRAIN, DIMENSION, BLOCK = 20_000, 4096, 5_000
ROWS = {"CA": 25_000, "PR": 300_000}
"""The source first: its first 20,000 rows train."""
COMPUTE = Compute("cpu", "float32", "medium", threads=1, chunk=8192, shard=512, batch=16)
CHANGES: dict[str, dict[str, object]] = {
    "mlp": {"grid": {
        "lr": [0.001, 0.01], "hidden": [16, 64], "dropout": [0.0, 0.1], "epochs": [1, 2],
    }},
    "cvar_dro": {"grid": {
        "alpha": [0.1, 0.5], "lr": [0.01], "hidden": [32], "dropout": [0.0], "epochs": [1, 2],
    }},
    "lr": {"grid": {"C": [0.0001, 0.001]}},
    "svm": {"grid": {"C": [0.0001, 0.001], "penalty": ["l2"]}},
    "rf": {"grid": {
        "n_estimators": [8, 16], "min_samples_split": [2], "min_samples_leaf": [8],
        "max_features": ["log2"], "ccp_alpha": [0.0, 0.01],
    }},
    "gbm": {"grid": {
        "lr": [0.1], "n_estimators": [2, 4], "max_depth": [4], "min_child_samples": [4],
    }},
    "xgb": {"n_estimators": 4},
}  # fmt: skip
"""Grids of few settings and short runs: memory hardly depends on how many and how long."""


@dataclass(frozen=True)
class Peak:
    """Peaks of one process in MB.

    `whole`: all that is resident (VmHWM), pages of mapped files too, which the system takes back
    when it needs them; `own`: what is the process's alone (RssAnon, looked at many times a second).
    """

    whole: float
    own: float
    said: str


def make(folder: Path) -> None:
    """Tables and vectors of both domains; the first 40 coordinates lean to the label."""
    for stem, count in ROWS.items():
        draws = np.random.default_rng([*stem.encode()])
        split = np.full(count, "ood_test", dtype="U8")
        if stem == next(iter(ROWS)):
            split[:] = np.where(np.arange(count) < TRAIN, "train", "id_test")
        label = draws.random(count) < 0.6
        table = pd.DataFrame({"row": np.arange(count), "split": split, "label": label})
        write_table(folder / "tables" / f"{stem}.parquet", table, TABLE_KEYS)
        (folder / "vectors").mkdir(exist_ok=True)
        vectors = np.lib.format.open_memmap(
            folder / "vectors" / f"{stem}.npy", "w+", np.dtype(np.float16), (count, DIMENSION)
        )
        for start in range(0, count, BLOCK):
            here = label[start : start + BLOCK]
            block = draws.standard_normal((len(here), DIMENSION), dtype=np.float32)
            block[:, :40] += here[:, None] * 0.2
            vectors[start : start + BLOCK] = block / 64
    seal(folder / "tables")
    seal(folder / "vectors")


def train(folder: Path, name: str, changes: dict[str, object]) -> str:
    """Train one family in this process as a stage does, write its results; the closing words."""
    from tests.families.made_arm import family

    domains = tuple(
        DomainFiles(stem, folder / "tables" / f"{stem}.parquet", folder / "vectors" / f"{stem}.npy")
        for stem in ROWS
    )
    made = family(name, changes={"extras": {}, **changes})
    store = PieceStore(folder / "pieces" / name)
    run = FamilyRun(made, PLAIN, arm_files(domains), COMPUTE, store)
    finished = run_family(run, [0], Parallel("loky", n_jobs=1), name)
    files = ResultFiles(folder / "results" / name, folder / "timings" / f"{name}.parquet")
    write_results(finished, domains, files)
    return finished.words()


def measured(words: Sequence[str], folder: Path) -> Peak:
    """Run a Python command in `folder` and watch its memory; AssertionError where it fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    whole = own = 0.0
    with (folder / "said.txt").open("w+") as said:
        process = subprocess.Popen(
            [sys.executable, *words], cwd=folder, env=environment, stdout=said, stderr=said
        )
        while process.poll() is None:
            found = resident(process.pid)
            whole, own = max(whole, found["VmHWM"]), max(own, found["RssAnon"])
            time.sleep(0.02)
        said.seek(0)
        text = said.read()
    assert process.returncode == 0, text
    return Peak(whole, own, text.strip())


def resident(process: int) -> dict[str, float]:
    """VmHWM and RssAnon of a process in MB; 0 when it is gone."""
    sizes = {"VmHWM": 0.0, "RssAnon": 0.0}
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return sizes
    for line in lines:
        key, _, value = line.partition(":")
        if key in sizes:
            sizes[key] = int(value.split()[0]) / 1024
    return sizes


def main(folder: Path, words: Sequence[str]) -> None:
    """Make the arm, or tell each family's peaks; `train NAME` trains in this process."""
    match words:
        case ["make"]:
            make(folder)
        case ["train", name]:
            print(train(folder, name, CHANGES[name]))
        case names:
            for name in names:
                start = time.monotonic()
                peak = measured(["-m", "tests.large_arm", str(folder), "train", name], folder)
                spent = time.monotonic() - start
                print(
                    f"{name}: {peak.whole:,.0f} MB at most, {peak.own:,.0f} MB its own; "
                    f"{spent:.0f} s; {peak.said.splitlines()[-1]}",
                    flush=True,
                )


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2:])
