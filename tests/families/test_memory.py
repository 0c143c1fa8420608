"""What a worker takes on 325,000 rows of 4,096 numbers, measured on real training."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.large_arm import make, measured

MOST = 6_000
FEW = ("rf", "gbm", "mlp")
"""The others train for minutes there: `python -m tests.large_arm FOLDER lr svm xgb cvar_dro`."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("large")
    make(folder)
    yield folder
    for file in folder.rglob("*.npy"):
        file.unlink()


@pytest.mark.parametrize("family", FEW)
def test_a_worker_stays_below_six_gigabytes(family: str, large: Path) -> None:
    peak = measured(["-m", "tests.large_arm", str(large), "train", family], large)
    print(f"{family}: {peak.whole:,.0f} MB at most, {peak.own:,.0f} MB its own")
    assert " 0 failed" in peak.said
    assert peak.whole < MOST
    assert peak.own < MOST / 2
