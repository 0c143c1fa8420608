"""The whole pipeline on a cluster: the bytes of one machine."""

import shutil
from pathlib import Path

import pytest
import yaml

from tests.pipeline import Clone


@pytest.mark.slow
def test_an_experiment_on_dask_has_the_lock_of_one_on_loky(finished: Clone, tmp_path: Path) -> None:
    clone = finished.copy(tmp_path / "clone")
    for part in (".flatline", "artifacts", ".dvc/cache"):
        shutil.rmtree(clone.folder / part)
    (clone.folder / "dvc.lock").unlink()
    said = clone.run("dvc", "exp", "run", "-S", "parallel.backend=dask", "-S", "parallel.n_jobs=2")
    assert "Running stage 'train@hashing-rf'" in said
    assert "taken from pieces, 0 failed" in said
    here, there = (yaml.safe_load(one.lock())["stages"] for one in (clone, finished))
    assert {"embed@hashing", "baseline@lr", "train@hashing-rf", "audit"} <= here.keys()
    assert here == {name: there[name] for name in here}
    assert not list((clone.folder / ".flatline/workers").iterdir())
