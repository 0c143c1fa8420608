from dataclasses import replace

import numpy as np
import pytest
from sklearn.svm import LinearSVC

from stages.certificates.contract import Limit
from stages.certificates.penalised_intercept import penalised_intercept_certificate
from stages.certificates.two_classes import two_classes
from tests.certificates.fits import limits_on
from tests.certificates.problems import Problem, problem


def limit(one: Problem) -> Limit:
    (found,) = limits_on(penalised_intercept_certificate(two_classes(one.x, one.y)), one)
    return found


@pytest.mark.parametrize("seed", range(13, 39))
def test_the_limit_is_where_scikit_learn_goes_at_the_smallest_c(seed: int) -> None:
    one = problem(seed)
    scale = 1 / np.abs(one.x).max()
    one = one.scaled(scale)
    model = LinearSVC(C=1e-9, dual=False, tol=1e-14, max_iter=10_000).fit(one.x, one.y)
    signs = np.where(one.y, 1.0, -1.0)
    sums = one.test @ (signs @ one.x) + signs.sum()
    assert model.decision_function(one.test) == pytest.approx(2e-9 * sums, rel=1e-4, abs=1e-14)
    assert limit(one).negative == (sums <= 0).mean()


def test_by_hand() -> None:
    # sums: x.(3 + 1 - 1) + (2 - 1) = 3 x + 1, negative below -1/3
    train = np.array([[3.0], [1.0], [1.0]])
    one = Problem(
        "hand", train, np.array([True, True, False]), np.array([[-1.0], [0.0], [1.0], [2.0]])
    )
    found = limit(one)
    assert found.negative == 0.25
    assert (found.proven, found.first_order) == (0.0, None)
    inside = limit(replace(one, test=np.array([[0.0]])))
    # the cosine of (3, 1) and (0, 1) is 1 / root 10; largest eigenvalue of [[11, 5], [5, 3]]
    cosine, curvature = 10**-0.5, 7 + 41**0.5
    assert inside.negative == 0.0
    assert inside.proven == pytest.approx(cosine / (1 - cosine) / curvature, rel=1e-6)


def test_unlike_a_free_intercept_this_one_knows_where_the_rows_lie() -> None:
    one = problem(0)
    moved = one.moved(np.full(one.x.shape[1], 100.0))
    assert limit(one).proven != pytest.approx(limit(moved).proven, rel=0.1)


def test_sums_that_are_0_but_for_rounding_prove_nothing() -> None:
    x = np.array([[0.1], [0.1], [-0.3], [-0.3]])
    one = Problem("tied", np.vstack([x, x]), np.arange(8) % 2 == 0, np.array([[0.7]]))
    assert limit(one).proven == 0.0
