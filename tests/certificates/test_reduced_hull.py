import numpy as np
import pytest
from scipy.optimize import minimize

from stages.certificates.kernel_space import GaussianSpace, LinearSpace
from stages.certificates.reduced_hull import feasible, shortest
from stages.certificates.two_classes import two_classes
from stages.families.engines.kernel_rows import gaussian_gram
from tests.certificates.problems import problem


def test_weights_that_are_possible_stay() -> None:
    weights = np.array([0.0, 0.25, 0.75, 1.0])
    assert feasible(weights, 2) == pytest.approx(weights)


def test_the_nearest_weights_are_moved_by_one_number_and_cut() -> None:
    found = feasible(np.array([0.0, 5.0, 0.2, 0.4]), 2)
    assert found == pytest.approx([2 / 15, 1.0, 1 / 3, 8 / 15])


@pytest.mark.parametrize("seed", range(20))
def test_weights_sum_up_and_lie_between_0_and_1(seed: int) -> None:
    rng = np.random.default_rng(seed)
    weights = rng.standard_cauchy(50)
    for total in (1, 20, 49, 50):
        found = feasible(weights, total)
        assert found.sum() == pytest.approx(total)
        assert found.min() >= 0
        assert found.max() <= 1


def test_on_a_line_the_shortest_vector_is_worked_out_by_hand() -> None:
    # 3 rows at 0, 1 and 4 against one at -1: all the weight on 0, a vector of length 1
    x = np.array([[0.0], [1.0], [4.0], [-1.0]])
    classes = two_classes(x, np.array([True, True, True, False]))
    found = shortest(LinearSpace(classes).hull())
    assert found.weights == pytest.approx([1, 0, 0], abs=1e-6)
    assert found.radius < 1e-4


@pytest.mark.parametrize("seed", range(13))
def test_no_other_method_finds_a_shorter_vector(seed: int) -> None:
    one = problem(seed)
    classes = two_classes(one.x, one.y)
    space = GaussianSpace(classes, gaussian_gram(classes.centred, 0.5))
    hull = space.hull()
    found = shortest(hull)

    def half(weights: np.ndarray) -> float:
        return float(weights @ hull.inner(weights) / 2 + weights @ hull.fixed)

    start = np.full(len(hull.fixed), hull.total / len(hull.fixed))
    other = minimize(
        half,
        start,
        jac=hull.pulls,
        bounds=[(0, 1)] * len(start),
        constraints={"type": "eq", "fun": lambda weights: weights.sum() - hull.total},
        method="SLSQP",
    )
    assert half(found.weights) <= half(other.x) + 1e-5
    # the radius: |u - u*|^2 <= |u|^2 - |u*|^2, and u* is at most as long as the other's
    assert half(found.weights) - found.radius**2 / 2 <= half(other.x) + 1e-5


def test_the_kernel_of_a_product_leads_to_the_same_vector_as_rows() -> None:
    one = problem(0)
    classes = two_classes(one.x, one.y)
    rows = classes.centred.rows
    by_rows = shortest(LinearSpace(classes).hull())
    by_gram = shortest(GaussianSpace(classes, rows @ rows.T).hull())
    signed = [np.full(len(one.y), -1.0) for _ in range(2)]
    for each, found in zip(signed, (by_rows, by_gram), strict=True):
        each[classes.larger] = found.weights
    apart = np.linalg.norm((signed[0] - signed[1]) @ rows)
    assert apart <= by_rows.radius + by_gram.radius + 1e-9
