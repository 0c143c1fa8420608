"""What remedying the vectors of a 7B encoder takes, measured on the real stage in its process."""

import sys
from pathlib import Path

import numpy as np
import pytest
import yaml

from stages import paths
from stages.storage.seal import seal
from tests.conftest import ROOT
from tests.large_arm import measured
from tests.large_domain import write_rows, write_vectors

ROWS, TRAIN, DIMENSION = 60_000, 5_000, 4096


def make(folder: Path) -> None:
    """60,000 rows in one domain, their vectors (0.5 GB) in float16."""
    distinct = np.arange(ROWS) % 500
    write_rows(folder, TRAIN, distinct)
    file = folder / paths.vectors("made", "CA")
    write_vectors(file, distinct, DIMENSION)
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
        peak = measured(["-m", "stages.remedy", "made", "standardize"], tmp_path)
        print(peak.said, f"peak {peak.whole:.0f} MB")
        assert peak.whole < 700
        written = np.load(tmp_path / paths.vectors("made+standardize", "CA"), mmap_mode="r")
        assert (written.shape, written.dtype) == ((ROWS, DIMENSION), np.float32)
        middle, deviation = np.arange(500).mean(), np.arange(500).std()
        assert written[59_999, 7] == pytest.approx((499 - middle) / deviation, rel=1e-6)
    finally:
        for file in tmp_path.rglob("*.npy"):
            file.unlink()
