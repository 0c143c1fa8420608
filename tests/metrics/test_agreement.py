import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from stages.metrics.agreement import AGREEMENT, accuracy_from_agreement, agreement, agreement_lines
from stages.metrics.line_fit import fit_line, probit


@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(1, 6))
def test_agreement_by_products_equals_counting(seed, rows, configs):
    positive = np.random.default_rng(seed).random((rows, configs)) < 0.6
    shares = agreement(positive)
    for i in range(configs):
        for j in range(configs):
            assert shares[i, j] == pytest.approx((positive[:, i] == positive[:, j]).mean())


def test_agreement_over_many_rows_is_exact():
    positive = np.zeros((20_001, 2), dtype=bool)
    positive[:7, 1] = True
    assert agreement(positive)[0, 1] == 1 - 7 / 20_001


def models(rng, rows, accuracy):
    """Predictions of models that err independently on rows that are all positive."""
    return rng.random((rows, len(accuracy))) < accuracy


def test_constants_agree_perfectly_and_fake_the_line():
    rng = np.random.default_rng(0)
    here, there = rng.uniform(0.7, 0.8, (2, 60))
    collapsed = np.arange(60) < 25
    source = models(rng, 4000, here) | collapsed
    target = models(rng, 4000, there) | collapsed
    table = agreement_lines(source, target, collapsed).set_index("points")
    assert table.loc["all", "r2"] > 0.9
    assert table.loc["not_collapsed", "r2"] < 0.4
    assert table.loc["all", "mean_source"] > table.loc["not_collapsed", "mean_source"]
    assert table["models"].to_dict() == {"all": 60, "not_collapsed": 35}
    assert table["n"].to_dict() == {"all": 60 * 59 / 2, "not_collapsed": 35 * 34 / 2}


def test_the_line_has_probit_axes_over_pairs():
    rng = np.random.default_rng(1)
    source, target = rng.random((2, 500, 5)) < 0.7
    table = agreement_lines(source, target, np.zeros(5, dtype=bool)).set_index("points")
    pair = np.triu_indices(5, 1)
    sizes = np.full(10, 500.0)
    fit = fit_line(probit(agreement(source)[pair], sizes), probit(agreement(target)[pair], sizes))
    assert table.loc["all", "slope"] == pytest.approx(fit.slope)
    assert table.loc["all", "r"] == pytest.approx(fit.r)
    assert table.loc["all"].drop("models").equals(table.loc["not_collapsed"].drop("models"))


def test_a_perfect_line_foretells_accuracy():
    accuracy = np.array([0.7, 0.8])
    foretold = accuracy_from_agreement(accuracy, slope=1.0, intercept=0.0, rows=1000)
    assert foretold == pytest.approx(accuracy)
    shifted = accuracy_from_agreement(accuracy, slope=0.5, intercept=0.1, rows=1000)
    assert shifted == pytest.approx(norm.cdf(0.1 + 0.5 * norm.ppf(accuracy)))


@pytest.mark.parametrize("configs", [0, 1, 2])
def test_too_few_models_make_no_line_and_no_warning(configs):
    positive = np.ones((10, configs), dtype=bool)
    table = agreement_lines(positive, positive, np.ones(configs, dtype=bool))
    assert list(table.columns) == AGREEMENT
    assert table["slope"].isna().all()
    assert table.loc[1, "n"] == 0
    assert math.isnan(table.loc[1, "mean_source"])


def test_unlike_configurations_are_named():
    with pytest.raises(ValueError, match="same configurations"):
        agreement_lines(np.ones((4, 2), bool), np.ones((4, 3), bool), np.ones(2, bool))
