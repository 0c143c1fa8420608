"""Products with rows: right, and the same bytes whatever else is multiplied."""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from stages.families.engines.margin_losses import Logistic, SquaredHinge
from stages.families.engines.signed_rows import plain_margins, signed_rows
from tests.families.made_arm import rows


def test_products_are_those_of_signed_rows_with_a_constant():
    x, y = rows(1300, dim=7)
    held = signed_rows(x, y)
    signed = np.column_stack([x, np.ones(1300)]) * np.where(y, 1.0, -1.0)[:, np.newaxis]
    draws = np.random.default_rng(0)
    weights, factors = draws.normal(size=(19, 8)), draws.random((19, 1300))
    margins = weights @ signed.T
    assert held.margins(weights) == pytest.approx(margins)
    assert held.means(factors) == pytest.approx(factors @ signed / 1300)
    curved, change = held.curved(weights, factors)
    assert change == pytest.approx(margins)
    assert curved == pytest.approx((factors * margins) @ signed / 1300)
    gram = (signed * factors[0][:, np.newaxis]).T @ signed
    assert held.gram(factors[0]) == pytest.approx(gram / 1300)
    assert held.moment(y) == pytest.approx(signed[y].T @ signed[y])
    assert plain_margins(weights, x[:5]) == pytest.approx(margins[:, :5] * np.where(y, 1, -1)[:5])


@pytest.mark.parametrize(("count", "dim"), [(3, 2), (130, 80), (1030, 384), (40, 1500)])
def test_a_model_has_the_same_bytes_beside_any_others(count, dim):
    x, y = rows(count, dim=dim)
    draws = np.random.default_rng(count)
    weights, factors = draws.normal(size=(50, dim + 1)), draws.random((50, count))
    with threadpool_limits(1):
        held = signed_rows(x, y)
        margins, means = held.margins(weights), held.means(factors)
        curved, change = held.curved(weights, factors)
        for some in (np.array([7]), np.array([49, 3]), draws.permutation(50)[:33]):
            assert held.margins(weights[some]).tobytes() == margins[some].tobytes()
            assert held.means(factors[some]).tobytes() == means[some].tobytes()
            part, moved = held.curved(weights[some], factors[some])
            assert part.tobytes() == curved[some].tobytes()
            assert moved.tobytes() == change[some].tobytes()


@pytest.mark.parametrize("loss", [Logistic(), SquaredHinge()])
def test_slopes_and_curvatures_are_those_of_the_values(loss):
    margins = np.array([-30.0, -2.0, -0.3, 0.1, 0.7, 1.4, 25.0])
    slopes, curvatures = loss.derivatives(margins)
    step = 1e-3
    around = [loss.values(margins + shift) for shift in (-step, 0.0, step)]
    assert slopes == pytest.approx((around[2] - around[0]) / (2 * step), abs=1e-5)
    assert curvatures == pytest.approx(np.diff(around, 2, axis=0)[0] / step**2, abs=1e-5)


def test_the_logistic_loss_is_finite_for_any_margin():
    margins = np.array([-1e4, -800.0, 0.0, 800.0, 1e4])
    assert Logistic().values(margins) == pytest.approx([1e4, 800.0, np.log(2.0), 0.0, 0.0])
    slopes, curvatures = Logistic().derivatives(margins)
    assert slopes == pytest.approx([-1.0, -1.0, -0.5, 0.0, 0.0])
    assert curvatures == pytest.approx([0.0, 0.0, 0.25, 0.0, 0.0])
