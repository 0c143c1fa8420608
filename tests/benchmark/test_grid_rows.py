"""The rows that families are timed on."""

from dataclasses import replace

import numpy as np
import pytest
from hydra.utils import instantiate
from omegaconf import OmegaConf

from stages.benchmark.rows import embedding_rows, tabular_rows
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def census():
    tree = OmegaConf.create({"data": OmegaConf.load(ROOT / "conf/data/simulated.yaml")})
    data = instantiate(OmegaConf.to_container(tree, resolve=True)["data"], _convert_="all")
    return replace(data, path=str(ROOT / data.path), rows_per_domain={"CA": 150})


def test_embedding_rows_are_nearly_parallel_of_unit_length_and_decaying():
    rows = embedding_rows(1000, 200, 64)
    assert rows.x.shape == (1000, 64)
    assert rows.test_x.shape == (200, 64)
    assert rows.x.dtype == np.float32
    assert rows.y.dtype == np.bool_
    np.testing.assert_allclose(np.linalg.norm(rows.x, axis=1), 1, rtol=1e-5)
    mean = rows.x.mean(axis=0)
    assert mean @ mean == pytest.approx(0.87, abs=0.02)
    spectrum = np.linalg.svd(rows.x - mean, compute_uv=False)
    assert spectrum[0] > 3 * spectrum[20]
    assert 0.4 < rows.y.mean() < 0.7


def test_the_same_request_gives_the_same_rows_and_more_rows_begin_with_them():
    few, again, more = (embedding_rows(count, 10, 8) for count in (50, 50, 60))
    assert few.x.tobytes() == again.x.tobytes()
    assert np.array_equal(few.x, more.x[:50])
    assert np.array_equal(few.y, more.y[:50])


def test_a_linear_model_learns_something_but_not_all():
    from sklearn.linear_model import LogisticRegression

    rows = embedding_rows(2000, 2000, 32)
    learnt = LogisticRegression(C=100.0, max_iter=1000).fit(rows.x, rows.y)
    assert 0.62 < learnt.score(rows.test_x, rows.test_y) < 0.9


def test_tabular_rows_are_the_census_features_unscaled(census):
    rows = tabular_rows(census, 100, 50)
    assert rows.x.shape == (100, 76)
    assert rows.test_x.shape == (50, 76)
    assert rows.x.max() > 40
    assert np.isin(rows.x[:, 3:20], (0, 1)).all()


def test_too_few_rows_are_an_error_with_its_cure(census):
    with pytest.raises(ValueError, match=r"150 rows of CA, expected 151.*fewer --rows"):
        tabular_rows(census, 100, 51)
