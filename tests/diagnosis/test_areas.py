import numpy as np
import pytest

from stages.diagnosis.areas import areas
from stages.diagnosis.folds import folds
from stages.diagnosis.probes import Linear, held_out_ranks
from stages.families.scores import area_under_curve


def sample(seed, rows=300, signal=1.0):
    draws = np.random.default_rng(seed)
    labels = draws.random(rows) < 0.6
    return labels, [np.round(draws.normal(size=rows) + signal * labels, 2) for _ in range(2)]


def test_the_areas_are_those_of_counted_pairs_with_ties_half():
    labels, scores = sample(0)
    expected = [area_under_curve(labels, score) for score in scores]
    assert areas(labels, scores).auc == pytest.approx(expected)


def test_the_variance_of_four_rows_is_that_worked_by_hand():
    # positives 3, 1; negatives 2, 0: the pairs won are 1, 1 and 0, 1
    found = areas(np.array([True, True, False, False]), [np.array([3.0, 1.0, 2.0, 0.0])])
    assert found.auc[0] == 0.75
    assert found.covariance[0, 0] == pytest.approx(0.125 / 2 + 0.125 / 2)


def test_a_score_differs_from_itself_by_nothing():
    labels, (score, _) = sample(1)
    assert areas(labels, [score, score]).lowest_difference(0, 1, 0.99) == pytest.approx(0.0)


def test_the_interval_holds_the_true_area_about_as_often_as_it_says():
    held = 0
    for seed in range(400):
        labels, scores = sample(seed, rows=120, signal=0.0)
        low, high = areas(labels, scores).interval(0, 0.9)
        held += low <= 0.5 <= high
    assert 0.86 < held / 400 < 0.94


def test_cross_fitted_probes_of_noise_are_hardly_ever_taken_for_informed():
    plain = wide = 0
    for seed in range(60):
        draws = np.random.default_rng(seed)
        x = draws.normal(size=(200, 8)).astype(np.float32)
        labels = draws.random(200) < 0.6
        parts = folds(labels, np.arange(200), 4, 0)
        found = areas(labels, [held_out_ranks(Linear(0.1), x, labels, parts)])
        plain += not found.interval(0, 0.9)[0] <= 0.5 <= found.interval(0, 0.9)[1]
        low, high = found.cross_fitted(4).interval(0, 0.9)
        wide += not low <= 0.5 <= high
    assert plain > 6  # a tenth is what was asked for
    assert wide <= 6


def test_paired_scores_that_agree_have_a_narrower_difference_than_independent_ones():
    labels, (one, other) = sample(2)
    near = one + 0.01 * other
    found = areas(labels, [one, near, other])
    first = found.auc[0] - found.auc[1] - found.lowest_difference(0, 1, 0.9)
    second = found.auc[0] - found.auc[2] - found.lowest_difference(0, 2, 0.9)
    assert first < second / 5
