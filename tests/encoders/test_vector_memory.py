"""What copying the vectors of a 7B encoder takes, measured on the real stage in its own process."""

import sys
from pathlib import Path

import numpy as np
import pytest
import yaml

from stages import paths
from tests.conftest import ROOT
from tests.large_arm import measured
from tests.large_domain import write_rows, write_vectors

ROWS, TRAIN, DIMENSION = 100_000, 20_000, 4096


def make(folder: Path) -> None:
    """100,000 rows in one domain, their vectors (0.8 GB) in another order."""
    write_rows(folder, TRAIN, np.arange(ROWS))
    settings = {
        "_target_": "stages.encoders.vector_folder.VectorFolder",
        "path": "exported",
        "dimension": DIMENSION,
    }
    compute = yaml.safe_load((ROOT / paths.PARAMS).read_text(encoding="utf-8"))["compute"]
    sections = {"compute": compute, "encoders": {"vectors": settings}}
    (folder / paths.PARAMS).write_text(yaml.safe_dump(sections))
    exported = folder / "exported"
    shuffled = np.random.default_rng(0).permutation(ROWS)
    write_vectors(exported / "CA.npy", shuffled % 2000 - 1000, DIMENSION)
    np.save(exported / "CA.rows.npy", shuffled)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_100_000_vectors_of_4096_numbers_take_less_than_700_megabytes(
    tmp_path: Path,
) -> None:
    make(tmp_path)
    try:
        peak = measured(["-m", "stages.embed", "vectors"], tmp_path)
        print(peak.said, f"peak {peak.whole:.0f} MB")
        assert peak.whole < 700
        written = np.load(tmp_path / paths.vectors("vectors", "CA"), mmap_mode="r")
        assert written.shape == (ROWS, DIMENSION)
        checked = np.array([0, 1, 49_999, 99_999])
        assert written[checked, 7].tolist() == (checked % 2000 - 1000).tolist()
    finally:
        for file in tmp_path.rglob("*.npy"):
            file.unlink()
