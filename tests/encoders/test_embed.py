"""The real stage in a process of its own, killed in the middle."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from stages import paths, tables
from tests.conftest import ROOT

ROWS = {"CA": 40, "PR": 20}
COMMAND = [sys.executable, "-m", "stages.embed", "lengths"]


@dataclass(frozen=True)
class Project:
    """Tables, texts and params.yaml in a folder, for an encoder that takes its time."""

    folder: Path

    @classmethod
    def make(cls, folder: Path) -> "Project":
        domains = pd.DataFrame(
            [(stem, stem, "source" if stem == "CA" else "target", rows, rows // 2)
             for stem, rows in ROWS.items()],
            columns=list(tables.DOMAINS),
        )  # fmt: skip
        tables.write_csv(folder / paths.DOMAINS, domains, tables.DOMAINS)
        for stem, rows in ROWS.items():
            split = ["train"] * 30 + ["id_test"] * 10 if stem == "CA" else ["ood_test"] * rows
            table = pd.DataFrame({"row": range(rows), "split": split, "label": True})
            tables.write_table(folder / paths.table(stem), table, tables.TABLE_KEYS)
            distinct = [row // 2 + 5 * (stem == "PR") for row in range(rows)]
            text = ["x" * number + "y" for number in distinct]
            texts = pd.DataFrame({"row": range(rows), "text": text, "distinct": distinct})
            tables.write_table(folder / paths.texts(stem), texts, tables.TEXTS)
        params = {
            "encoders": {"lengths": {
                "_target_": "tests.encoders.made_encoders.Lengths", "log": "log", "pause": 0.5,
            }},
            "bench": ["lengths"],
            "compute": {
                "device": "cpu", "dtype": "float32", "matmul": "highest",
                "threads": 1, "chunk": 8, "shard": 2, "batch": 4,
            },
            "parallel": {"backend": "loky", "n_jobs": 2},
            "store": {"limit": None},
        }  # fmt: skip
        (folder / paths.PARAMS).write_text(yaml.safe_dump(params))
        return cls(folder)

    def start(self) -> "subprocess.Popen[str]":
        kept = {name: value for name, value in os.environ.items() if name != "DVC_ROOT"}
        return subprocess.Popen(
            COMMAND,
            cwd=self.folder,
            env={**kept, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def pieces(self) -> list[Path]:
        found = (self.folder / ".flatline/pieces").rglob("*")
        return [path for path in found if path.is_file() and path.suffix != ".tmp"]

    def vectors(self) -> dict[str, bytes]:
        folder = self.folder / paths.VECTORS / "lengths"
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.make(tmp_path)


def finish(process: "subprocess.Popen[str]") -> str:
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output
    return output


def test_a_killed_embed_keeps_its_finished_shards_and_ends_with_the_same_bytes(
    project: Project,
) -> None:
    killed = project.start()
    deadline = time.monotonic() + 60
    while len(project.pieces()) < 3:
        assert time.monotonic() < deadline, "no shard was finished"
        time.sleep(0.02)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    kept = len(project.pieces())
    assert 3 <= kept < 10
    assert not any(name.endswith(".npy") and name[0] != "." for name in project.vectors())

    output = finish(project.start())
    assert f"{20 - 2 * kept} encoded, {2 * kept} taken from pieces" in output
    asked = (project.folder / "log").read_text().split()
    assert len(asked) <= 20 + 2 * 2, "a kill loses at most the shards in hand, one a worker"

    resumed = project.vectors()
    assert sorted(resumed) == ["CA.npy", "PR.npy", "checksums.json", "facts.json"]
    for piece in project.pieces():
        piece.unlink()
    assert "20 encoded, 0 taken from pieces" in finish(project.start())
    assert project.vectors() == resumed

    facts = json.loads(resumed["facts.json"])
    assert (facts["dimension"], facts["rows"], facts["distinct_share"]) == (2, 15, 0.5)
    rows = np.load(project.folder / paths.vectors("lengths", "PR"))
    assert rows[:, 0].tolist() == [row // 2 + 6 for row in range(20)]
