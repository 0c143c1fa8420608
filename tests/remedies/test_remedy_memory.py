"""What remedying the vectors of a 7B encoder takes, measured on the real stage in its process."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from stages import paths, tables
from stages.storage.seal import seal
from tests.conftest import ROOT

ROWS, TRAIN, DIMENSION = 60_000, 5_000, 4096
MEASURED = """
import sys
from stages.remedy import remedy
remedy("made", "standardize")
print([line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")][0])
"""


def make(folder: Path) -> None:
    """60,000 rows in one domain, their vectors (0.5 GB) in float16."""
    domains = pd.DataFrame([("CA", "CA", "source", ROWS, 1)], columns=list(tables.DOMAINS))
    tables.write_csv(folder / paths.DOMAINS, domains, tables.DOMAINS)
    row = np.arange(ROWS)
    split = np.where(row < TRAIN, "train", "id_test")
    table = pd.DataFrame({"row": row, "split": split, "label": True})
    tables.write_table(folder / paths.table("CA"), table, tables.TABLE_KEYS)
    texts = pd.DataFrame({"row": row, "text": row.astype(str), "distinct": row % 500})
    tables.write_table(folder / paths.texts("CA"), texts, tables.TEXTS)
    file = folder / paths.vectors("made", "CA")
    file.parent.mkdir(parents=True)
    vectors = np.lib.format.open_memmap(file, "w+", np.dtype(np.float16), (ROWS, DIMENSION))
    for start in range(0, ROWS, 5000):
        vectors[start : start + 5000] = row[start : start + 5000, None] % 500
    vectors.flush()
    seal(file.parent)
    standardize = yaml.safe_load((ROOT / "conf/remedies/standardize.yaml").read_text("utf-8"))
    encoder = {"_target_": "tests.encoders.made_encoders.Shifted", "mean": 0}
    compute = yaml.safe_load((ROOT / paths.PARAMS).read_text(encoding="utf-8"))["compute"]
    sections = {"compute": compute, "encoders": {"made": encoder}, "remedies": standardize}
    (folder / paths.PARAMS).write_text(yaml.safe_dump(sections))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_60_000_vectors_of_4096_numbers_take_less_than_700_megabytes(tmp_path: Path) -> None:
    """The 5,000 train rows in float64 are 164 MB of them, their covariance 134 MB."""
    make(tmp_path)
    try:
        done = subprocess.run(
            [sys.executable, "-c", MEASURED],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        *said, peak = done.stdout.splitlines()
        print(said, f"peak {int(peak) / 1024:.0f} MB")
        assert int(peak) / 1024 < 700
        written = np.load(tmp_path / paths.vectors("made+standardize", "CA"), mmap_mode="r")
        assert (written.shape, written.dtype) == ((ROWS, DIMENSION), np.float32)
        middle, deviation = np.arange(500).mean(), np.arange(500).std()
        assert written[59_999, 7] == pytest.approx((499 - middle) / deviation, rel=1e-6)
    finally:
        for file in tmp_path.rglob("*.npy"):
            file.unlink()
