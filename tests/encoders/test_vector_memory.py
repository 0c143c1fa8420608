"""What copying the vectors of a 7B encoder takes, measured on the real stage in its own process."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from stages import paths, tables
from tests.conftest import ROOT

ROWS, TRAIN, DIMENSION = 100_000, 20_000, 4096
MEASURED = """
import sys
from stages.embed import embed
embed("vectors")
print([line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")][0])
"""


def make(folder: Path) -> None:
    """100,000 rows in one domain, their vectors (0.8 GB) in another order."""
    domains = pd.DataFrame([("CA", "CA", "source", ROWS, 1)], columns=list(tables.DOMAINS))
    tables.write_csv(folder / paths.DOMAINS, domains, tables.DOMAINS)
    row = np.arange(ROWS)
    split = np.where(row < TRAIN, "train", "id_test")
    table = pd.DataFrame({"row": row, "split": split, "label": True})
    tables.write_table(folder / paths.table("CA"), table, tables.TABLE_KEYS)
    texts = pd.DataFrame({"row": row, "text": row.astype(str), "distinct": row})
    tables.write_table(folder / paths.texts("CA"), texts, tables.TEXTS)
    settings = {
        "_target_": "stages.encoders.vector_folder.VectorFolder",
        "path": "exported",
        "dimension": DIMENSION,
    }
    compute = yaml.safe_load((ROOT / paths.PARAMS).read_text(encoding="utf-8"))["compute"]
    sections = {"compute": compute, "encoders": {"vectors": settings}}
    (folder / paths.PARAMS).write_text(yaml.safe_dump(sections))
    exported = folder / "exported"
    exported.mkdir()
    shuffled = np.random.default_rng(0).permutation(ROWS)
    np.save(exported / "CA.rows.npy", shuffled)
    vectors = np.lib.format.open_memmap(
        exported / "CA.npy", "w+", np.dtype(np.float16), (ROWS, DIMENSION)
    )
    for start in range(0, ROWS, 5000):
        vectors[start : start + 5000] = shuffled[start : start + 5000, None] % 2000 - 1000


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_100_000_vectors_of_4096_numbers_take_less_than_700_megabytes(
    tmp_path: Path,
) -> None:
    make(tmp_path)
    try:
        done = subprocess.run(
            [sys.executable, "-c", MEASURED],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        *said, peak = done.stdout.splitlines()
        print(said, f"peak {int(peak) / 1024:.0f} MB")
        assert int(peak) / 1024 < 700
        written = np.load(tmp_path / paths.vectors("vectors", "CA"), mmap_mode="r")
        assert written.shape == (ROWS, DIMENSION)
        checked = np.array([0, 1, 49_999, 99_999])
        assert written[checked, 7].tolist() == (checked % 2000 - 1000).tolist()
    finally:
        for file in tmp_path.rglob("*.npy"):
            file.unlink()
