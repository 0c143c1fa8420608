"""Vectors through a remedy, a block at a time."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.preprocessing import QuantileTransformer

from stages.remedies import vector_blocks
from stages.remedies.fitting import Remedying
from stages.remedies.vector_blocks import ArmVectors
from tests.remedies.clouds import NAMES, cloud, from_conf

ROWS = {"CA": 150, "PR": 37, "AL": 1}
TRAIN = np.arange(0, 150, 1)[:120]
DIMENSION = 70


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    found = {}
    for seed, (stem, rows) in enumerate(ROWS.items()):
        found[stem] = tmp_path / f"{stem}.npy"
        np.save(found[stem], cloud(rows, DIMENSION, seed).astype(np.float16))
    return found


def remedied(files: dict[str, Path], name: str, folder: Path) -> dict[str, np.ndarray]:
    vectors = ArmVectors.of(files, ROWS)
    fitted = Remedying(name, from_conf(name)).fitted(vectors.rows("CA", TRAIN))
    written = {stem: folder / f"{stem}.npy" for stem in ROWS}
    assert vectors.write(fitted, written) == sum(ROWS.values())
    return {stem: np.load(path, allow_pickle=False) for stem, path in written.items()}


@pytest.mark.parametrize("name", NAMES)
def test_every_remedy_of_conf_runs_and_the_size_of_blocks_changes_nothing(
    name: str, files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Products of matrices may be rounded otherwise in the last of float64's 16 digits."""
    whole = remedied(files, name, tmp_path / "whole")
    monkeypatch.setattr(vector_blocks, "BLOCK", 7 * DIMENSION)
    parts = remedied(files, name, tmp_path / "parts")
    for stem, rows in ROWS.items():
        assert whole[stem].dtype == np.float32
        assert len(whole[stem]) == rows
        assert np.isfinite(whole[stem]).all()
        step = np.spacing(np.abs(whole[stem]).max())
        assert np.abs(parts[stem] - whole[stem]).max() <= step


@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_ranks_are_the_same_in_any_unit(
    scale: float, files: dict[str, Path], tmp_path: Path
) -> None:
    for stem, rows in ROWS.items():
        np.save(files[stem], cloud(rows, DIMENSION, len(stem)))
    before = remedied(files, "quantile", tmp_path / "before")
    for path in files.values():
        np.save(path, np.load(path) * scale)
    after = remedied(files, "quantile", tmp_path / "after")
    for stem in ROWS:
        assert np.allclose(after[stem], before[stem], atol=1e-4)


@pytest.mark.parametrize("name", NAMES)
def test_other_test_rows_change_no_other_row(
    name: str, files: dict[str, Path], tmp_path: Path
) -> None:
    before = remedied(files, name, tmp_path / "before")
    changed = np.load(files["CA"])
    changed[120:] = changed[120:] * 2 - 1
    np.save(files["CA"], changed)
    np.save(files["PR"], np.load(files["PR"])[::-1])
    after = remedied(files, name, tmp_path / "after")
    assert np.array_equal(after["CA"][:120], before["CA"][:120])
    assert not np.array_equal(after["CA"][120:], before["CA"][120:])
    assert np.allclose(after["PR"][::-1], before["PR"], rtol=1e-6, atol=1e-6)
    assert np.array_equal(after["AL"], before["AL"])


def test_none_leaves_every_number_as_it_is(files: dict[str, Path], tmp_path: Path) -> None:
    made = remedied(files, "none", tmp_path / "made")
    assert all(np.array_equal(made[stem], np.load(files[stem])) for stem in ROWS)


def test_a_chain_does_one_step_after_the_other(files: dict[str, Path], tmp_path: Path) -> None:
    rows = {stem: np.load(path).astype(np.float64) for stem, path in files.items()}
    mean = rows["CA"][TRAIN].mean(axis=0)
    made = remedied(files, "center_l2", tmp_path / "made")
    for stem, own in rows.items():
        expected = (own - mean) / np.linalg.norm(own - mean, axis=1, keepdims=True)
        assert np.allclose(made[stem], expected, atol=1e-6)
    scores = remedied(files, "pca", tmp_path / "scores")["CA"].astype(np.float64)
    both = remedied(files, "pca_standardize", tmp_path / "both")["CA"]
    assert np.allclose(both, scores / scores[TRAIN].std(axis=0), rtol=1e-3, atol=1e-4)


def test_means_lengths_and_ranks_by_the_catalogue(files: dict[str, Path], tmp_path: Path) -> None:
    centred = remedied(files, "center", tmp_path / "center")["CA"]
    assert np.allclose(centred[TRAIN].mean(axis=0), 0, atol=1e-6)
    np.save(files["AL"], np.zeros((1, DIMENSION), dtype=np.float16))
    unit = remedied(files, "l2", tmp_path / "l2")
    assert np.allclose(np.linalg.norm(unit["PR"], axis=1), 1, atol=1e-6)
    assert (unit["AL"] == 0).all(), "a row of zeros stays one"
    ranks = QuantileTransformer(n_quantiles=100, output_distribution="normal", random_state=0)
    own = np.load(files["CA"]).astype(np.float64)
    expected = ranks.fit(own[TRAIN]).transform(own)
    assert np.allclose(remedied(files, "quantile", tmp_path / "ranks")["CA"], expected, atol=1e-5)


def test_broken_vectors_are_refused_with_their_domain(
    files: dict[str, Path], tmp_path: Path
) -> None:
    broken = np.load(files["PR"])
    broken[3, 2] = np.nan
    np.save(files["PR"], broken)
    with pytest.raises(ValueError, match=r"NaN or infinity among the vectors of PR in .*PR\.npy"):
        remedied(files, "center", tmp_path / "made")
    assert list((tmp_path / "made").iterdir()) == [], "none is written before all are done"


def test_vectors_of_another_table_are_refused(files: dict[str, Path]) -> None:
    with pytest.raises(ValueError, match=r"Got 37 vectors in .*PR\.npy, expected 38, one for each"):
        ArmVectors.of(files, {**ROWS, "PR": 38})
