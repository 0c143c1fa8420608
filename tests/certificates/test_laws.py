"""How limits move with the rows, for every model; and how near they come to what is measured."""

from dataclasses import replace

import numpy as np
import pytest

from stages.certificates.contract import Limit
from stages.certificates.gaussian_kernel import gaussian_certificate
from stages.certificates.linear_kernel import linear_kernel_certificate
from stages.certificates.logit_limit import logit_certificate
from stages.certificates.two_classes import two_classes
from tests.certificates.fits import constant_up_to, limits_on, margins
from tests.certificates.problems import Problem, problem
from tests.certificates.test_never_violated import MAKERS

SEEDS = [0, 13, 26, 39]
FREE = ["lr", "svc_linear", "svc_rbf"]
"""Models with a free intercept."""


def limit(model: str, one: Problem) -> Limit:
    return limits_on(MAKERS[model](two_classes(one.x, one.y)), one)[0]


def capped(strength: float | None) -> float:
    """At most 1e3: where u is 0 but for rounding, all that is known of a limit is: far off."""
    assert strength is not None
    return min(strength, 1e3)


def spread(seed: int, signal: float = 0.5) -> Problem:
    """Well-spread rows: 300 of 20 normal columns, one with a signal, two thirds positive."""
    rng = np.random.default_rng(seed)
    x, test = rng.standard_normal((300, 20)), rng.standard_normal((200, 20))
    leaning = signal * x[:, 0] + rng.standard_normal(300)
    return Problem("spread", x, leaning > np.quantile(leaning, 1 / 3), test)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("model", ["lr", "svc_linear"])
def test_rows_of_s_times_the_size_collapse_up_to_c_over_s_squared(model: str, seed: int) -> None:
    one = problem(seed)
    plain, grown = limit(model, one), limit(model, one.scaled(8.0))
    assert grown.proven * 64 == pytest.approx(plain.proven, rel=1e-2)
    assert grown.first_order is not None
    assert grown.first_order * 64 == pytest.approx(plain.first_order, rel=1e-4)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("model", FREE)
def test_where_the_rows_lie_is_of_no_matter_to_a_free_intercept(model: str, seed: int) -> None:
    one = problem(seed)
    plain, moved = limit(model, one), limit(model, one.moved(np.full(one.x.shape[1], 50.0)))
    assert capped(moved.proven) == pytest.approx(capped(plain.proven), rel=1e-2)
    assert capped(moved.first_order) == pytest.approx(capped(plain.first_order), rel=1e-4)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("model", FREE)
def test_every_training_row_twice_halves_the_limit(model: str, seed: int) -> None:
    one = problem(seed)
    twice = replace(one, x=np.vstack([one.x, one.x]), y=np.append(one.y, one.y))
    plain, doubled = limit(model, one), limit(model, twice)
    assert capped(doubled.proven * 2) == pytest.approx(capped(plain.proven), rel=1e-2)
    assert doubled.first_order is not None
    twofold = capped(doubled.first_order * 2)
    assert twofold == pytest.approx(capped(plain.first_order), rel=1e-3)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("model", sorted(MAKERS))
def test_labels_swapped_change_the_class_and_not_the_limit(model: str, seed: int) -> None:
    one = problem(seed)
    plain, swapped = limit(model, one), limit(model, replace(one, y=~one.y))
    assert swapped.proven == pytest.approx(plain.proven, rel=1e-9)
    assert plain.negative is not None
    assert swapped.negative == pytest.approx(1 - plain.negative)


@pytest.mark.parametrize("model", FREE)
def test_a_tie_of_the_classes_has_no_certificate(model: str) -> None:
    one = problem(0)
    tied = replace(one, x=np.vstack([one.x, -one.x]), y=np.append(one.y, ~one.y))
    found = limit(model, tied)
    assert (found.proven, found.first_order, found.negative) == (0.0, 0.0, None)


@pytest.mark.parametrize("model", sorted(MAKERS))
def test_one_class_is_refused_with_a_cure(model: str) -> None:
    one = problem(0)
    with pytest.raises(ValueError, match=r"Got 0 positives in .* expected both classes: enlarge"):
        limit(model, replace(one, y=np.zeros(len(one.y), dtype=bool)))


@pytest.mark.parametrize("model", FREE)
def test_rows_that_are_all_the_same_collapse_at_every_c(model: str) -> None:
    one = Problem("same", np.ones((9, 3)), np.arange(9) < 6, np.ones((4, 3)))
    assert limit(model, one).proven >= 1e9


@pytest.mark.parametrize("model", FREE)
def test_a_test_row_further_out_never_raises_the_limit(model: str) -> None:
    one = spread(0)
    far = replace(one, test=np.vstack([one.test, 20 * one.test[:5]]))
    assert limit(model, far).proven <= limit(model, one).proven * 1.001


@pytest.mark.parametrize("seed", [0, 1])
def test_on_well_spread_rows_lr_is_proven_and_estimated_close_to_what_is_measured(
    seed: int,
) -> None:
    one = spread(seed)
    found = limit("lr", one)
    measured = constant_up_to(found, one)
    assert 0.85 * measured <= found.proven <= measured * 1.005
    assert found.first_order is not None
    assert measured / 2 <= found.first_order <= 2 * measured


@pytest.mark.parametrize("model", ["svc_linear", "svc_rbf"])
def test_on_well_spread_rows_the_limit_of_an_svm_is_exact(model: str) -> None:
    one = spread(2, signal=3.0)
    classes = two_classes(one.x, one.y)
    made = (
        linear_kernel_certificate(classes)
        if model == "svc_linear"
        else gaussian_certificate(classes, [0.02])
    )
    (found,) = limits_on(made, one)
    assert constant_up_to(found, one) == pytest.approx(found.proven, rel=0.02)
    assert found.first_order == pytest.approx(found.proven, rel=0.01)


def test_on_two_points_the_limits_of_lr_are_worked_out_by_hand() -> None:
    # 3 rows at 1 (positive), 1 at -3: mean 0, pi = 3/4, g = 3/4 + 9/4 = 3; the row -3 falls by 9 C
    one = Problem(
        "hand", np.array([[1.0], [1.0], [1.0], [-3.0]]), np.arange(4) < 3, np.array([[-3.0], [2.0]])
    )
    found = limit("lr", one)
    assert found.first_order == pytest.approx(np.log(3) / 9)
    assert 0.75 <= found.proven / constant_up_to(found, one) <= 1


def test_on_a_line_the_limit_of_a_linear_svm_is_worked_out_by_hand() -> None:
    # As in test_reduced_hull: u = 0 - (-1) = 1, margin 1 + C (x - h)
    one = Problem(
        "hand", np.array([[0.0], [1.0], [4.0], [-1.0]]), np.arange(4) < 3, np.array([[-4.0], [9.0]])
    )
    # the rows 0 and 1 may stand at margin 1, so h is up to 1: x = -4 falls by at most 5 C
    assert limit("svc_linear", one).proven == pytest.approx(1 / 5, rel=1e-3)


def test_a_share_that_may_cross_raises_the_limit() -> None:
    one = spread(0)
    made = logit_certificate(two_classes(one.x, one.y))
    summaries = made.summary(one.test)
    none, some = made.limit(summaries, 0.0), made.limit(summaries, 0.05)
    assert some.proven > none.proven
    positive = margins(none, some.proven, one) > 0
    assert (~positive).mean() <= 0.05
