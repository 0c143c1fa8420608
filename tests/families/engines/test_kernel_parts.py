"""Parts of the kernel engine: the matrix, the plane, and how sure a float32 sign is."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.svm import SVC

from stages.families.engines import kernel_plane
from stages.families.engines.kernel_dual import Dual
from stages.families.engines.kernel_interior import separate
from stages.families.engines.kernel_margins import GaussianMargins, exact_margins
from stages.families.engines.kernel_rows import gaussian_gram, training_rows
from tests.families.made_arm import family, rows


def parallel_rows(count, seed=0):
    """Unit rows that are nearly parallel, as an encoder's: float32 differences nearly vanish."""
    draws = np.random.default_rng(seed)
    x = 0.93 + 0.02 * draws.normal(size=(count, 40)) * np.arange(1, 41) ** -0.5
    return (x / np.linalg.norm(x, axis=1, keepdims=True)).astype(np.float32)


def large_duals(count, seed=1):
    """Coefficients as of C = 1000, that sum to zero."""
    coefficients = 1e3 * np.random.default_rng(seed).normal(size=count)
    return [Dual(coefficients - coefficients.mean(), 0.1, None)]


def test_the_matrix_is_scikit_learns_and_symmetric():
    x = rows(1100)[0] * np.float32([1, 1, 9, 30, 1, 1])
    gram = gaussian_gram(training_rows(x), 0.02)
    assert np.abs(gram - rbf_kernel(x.astype(float), gamma=0.02)).max() < 1e-12
    assert np.abs(gram - gram.T).max() < 1e-14
    assert (gram.diagonal() == 1).all()


@pytest.mark.parametrize(("strength", "weight"), [(0.1, 0.2), (0.5, 1.0), (100.0, 1.0)])
def test_the_plane_between_two_points_is_found(strength, weight):
    """Points 1 and -1: both dual variables are min(C, 1/2), and the weight is twice that."""
    plane = separate(np.array([[1.0], [-1.0]]), np.array([True, False]), strength)
    assert plane is not None
    assert plane.weights == pytest.approx([weight], abs=1e-3)
    assert plane.offset == pytest.approx(0.0, abs=1e-5)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 9999),
    strength=st.sampled_from([0.01, 1.0, 100.0, 1000.0]),
    scale=st.sampled_from([0.01, 1.0, 50.0]),
    dim=st.sampled_from([1, 3, 30]),
)
def test_no_plane_has_a_lower_objective_than_the_interior_point(seed, strength, scale, dim):
    draws = np.random.default_rng(seed)
    x = draws.normal(size=(60, dim)) * np.where(np.arange(dim) % 2, scale, 1.0)
    y = x[:, 0] + draws.normal(size=60) > 0.2
    y[:2] = [True, False]

    def objective(weights, offset):
        hinge = np.maximum(0, 1 - np.where(y, 1, -1) * (x @ weights + offset))
        return weights @ weights / 2 + strength * hinge.sum()

    plane = separate(x, y, strength)
    assert plane is not None
    best = objective(plane.weights, plane.offset)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = SVC(C=strength, kernel="linear", max_iter=30_000).fit(x, y)
    assert best <= objective(model.coef_[0], model.intercept_[0]) * (1 + 1e-6) + 1e-6
    for nudge in draws.normal(size=(20, dim)) * 1e-3:
        assert objective(plane.weights + nudge, plane.offset + nudge[0]) >= best - 1e-6 * (1 + best)


def test_a_linear_machine_that_outlasts_libsvms_patience_gets_the_exact_plane():
    x, y = rows(150)
    new, _ = rows(400, seed=4)
    made = family("svm", "table6", {"patience": 0})
    linear = [trial for trial in made.plan([0]) if trial.settings["kernel"] == "linear"]
    trials = [trial for trial in linear if trial.settings["C"] >= 10]
    fitted = made.fit_group(trials, x, y)
    assert fitted.troubles() == [None] * len(trials)
    for trial, margin in zip(trials, fitted.answers(new).margins, strict=True):
        exact = SVC(C=trial.number("C"), kernel="linear", tol=1e-8).fit(x.astype(float), y)
        assert margin == pytest.approx(exact.decision_function(new.astype(float)), abs=5e-3)


def test_where_no_plane_is_reached_libsvm_goes_on(monkeypatch):
    x, y = rows(150)
    monkeypatch.setattr(kernel_plane, "separate", lambda *_: None)
    made = family("svm", "table6", {"patience": 0})
    trial = next(one for one in made.plan([0]) if one.settings["C"] == 10)
    fitted = made.fit_group([trial], x, y)
    assert fitted.troubles() == [None]
    assert fitted.answers(x).margins[0] == pytest.approx(made.fit(trial, x, y).margin(x), abs=1e-9)


@pytest.mark.parametrize("gamma", [0.1, 2.0, 400.0])
def test_float32_errs_less_than_what_is_taken_for_close(gamma):
    train, new = training_rows(parallel_rows(900)), parallel_rows(1500, seed=5)
    duals = large_duals(900)
    shared = GaussianMargins(train, [(gamma, duals[0])])
    moved = train.moved(new)
    exact = exact_margins(train, moved, gamma, duals)
    assert 0 < shared.close[0] < 0.5 * exact.std()
    assert (np.abs(shared.rough(moved) - exact) <= shared.close[0]).all()
    assert np.array_equal(shared.margins(moved) > 0, exact > 0)


def test_a_coarser_arithmetic_costs_time_but_no_sign(monkeypatch):
    """As if float32 products were bfloat16: more margins are close, and are computed again."""
    train, new = training_rows(parallel_rows(600)), parallel_rows(800, seed=5)
    duals = large_duals(600)
    rough = GaussianMargins.rough
    exact = exact_margins(train, train.moved(new), 1.0, duals)

    def coarse(self, moved):
        return rough(self, moved) + 0.05 * exact.std() * np.sin(np.arange(len(moved)))

    monkeypatch.setattr(GaussianMargins, "rough", coarse)
    shared = GaussianMargins(train, [(1.0, duals[0])])
    moved = train.moved(new)
    assert ((shared.rough(moved) > 0) != (exact > 0)).any()
    assert np.array_equal(shared.margins(moved) > 0, exact > 0)
