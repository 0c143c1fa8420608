"""What was dialled are the facts of the dialled cloud."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from stages.dials.dial import Dial
from stages.dials.maps import isometry
from stages.dials.row_noise import row_noise
from tests.dials.clouds import cloud, fact

X = cloud()
SHARE = fact(X, "anisotropy")
SPREAD = fact(X, "spread")


DIALS = st.builds(
    Dial,
    spread=st.floats(1e-3, 1e3),
    mean_share=st.floats(0.0, 0.999),
    spectrum=st.one_of(st.none(), st.floats(0.0, 3.0)),
    dimension=st.one_of(st.none(), st.integers(2, 20)),
    noise=st.one_of(st.none(), st.floats(0.01, 3.0)),
    duplicates=st.one_of(st.none(), st.integers(2, 60)),
    rotated=st.booleans(),
)


@settings(max_examples=60)
@given(DIALS)
def test_spread_and_mean_share_are_what_was_dialled_whatever_else_is(dial: Dial) -> None:
    turned = dial.fit(X).transform(X)
    assert fact(turned, "spread") == pytest.approx(dial.spread, rel=1e-3)
    assert fact(turned, "anisotropy") == pytest.approx(dial.mean_share, abs=1e-4)
    assert fact(turned, "dimension") == (dial.dimension or X.shape[1])
    if dial.duplicates is not None:
        share = min(dial.duplicates, 60) / 60
        assert fact(turned, "distinct_share") == pytest.approx(share, abs=1e-5)


def test_a_dial_that_is_not_turned_changes_nothing() -> None:
    np.testing.assert_allclose(Dial().fit(X).transform(X), X, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    "turned",
    [
        {"spectrum": 0.5},
        {"dimension": 4},
        {"dimension": 30, "rotated": True},
        {"noise": 1.0},
        {"rotated": True},
        {"spectrum": 2.0, "noise": 0.5, "rotated": True},
    ],
)
def test_what_is_not_dialled_stays_as_the_cloud_has_it(turned: dict[str, float]) -> None:
    made = Dial(**turned).fit(X).transform(X)  # type: ignore[arg-type]
    assert fact(made, "spread") == pytest.approx(SPREAD, rel=1e-4)
    assert fact(made, "anisotropy") == pytest.approx(SHARE, abs=1e-4)


def test_scaling_alone_multiplies_every_vector() -> None:
    made = Dial(spread=3 * SPREAD).fit(X).transform(X)
    np.testing.assert_allclose(made, 3 * X, rtol=1e-5)


@pytest.mark.parametrize("dimension", [None, 8, 20])
def test_a_rotation_keeps_all_distances(dimension: int | None) -> None:
    made = Dial(dimension=dimension, rotated=True, seed=1).fit(X).transform(X).astype(np.float64)
    before = np.linalg.norm(X[:, None] - X[None], axis=2)
    after = np.linalg.norm(made[:, None] - made[None], axis=2)
    np.testing.assert_allclose(after, before, atol=1e-4)
    assert not np.allclose(made[:, :8], X, atol=0.1)


@pytest.mark.parametrize(("old", "new"), [(5, 5), (3, 7), (7, 3)])
def test_an_isometry_is_orthonormal_on_its_shorter_side(old: int, new: int) -> None:
    drawn = isometry(old, new, seed=2)
    assert drawn.shape == (old, new)
    gram = drawn @ drawn.T if old <= new else drawn.T @ drawn
    np.testing.assert_allclose(gram, np.eye(min(old, new)), atol=1e-12)
    assert np.array_equal(drawn, isometry(old, new, seed=2))
    assert not np.allclose(drawn, isometry(old, new, seed=3))


def test_padding_adds_constant_coordinates_which_a_rotation_wakes() -> None:
    assert fact(X, "constant_coordinates") == 0
    assert fact(Dial(dimension=13).fit(X).transform(X), "constant_coordinates") == 5
    turned = Dial(dimension=13, rotated=True).fit(X).transform(X)
    assert fact(turned, "constant_coordinates") == 0


def test_a_flat_spectrum_shares_the_spread_among_all_directions() -> None:
    flat = Dial(spectrum=0.0).fit(X).transform(X)
    assert fact(flat, "participation_ratio") == pytest.approx(8, rel=1e-4)
    assert fact(flat, "spread") == pytest.approx(SPREAD, rel=1e-5)
    ratios = [
        fact(Dial(spectrum=power).fit(X).transform(X), "participation_ratio")
        for power in (0.0, 0.5, 1.0, 2.0)
    ]
    assert ratios == sorted(ratios, reverse=True)
    assert ratios[2] == pytest.approx(fact(X, "participation_ratio"), rel=1e-4)


def test_the_power_of_a_spectrum_is_that_of_the_variances() -> None:
    """Variances 4 and 1 squared are 16 and 1, their sum kept at 5."""
    rows = np.array([[2, 1], [2, -1], [-2, 1], [-2, -1]], dtype=np.float32)
    made = Dial(spectrum=2.0).fit(rows).transform(rows)
    np.testing.assert_allclose(made.var(axis=0), [80 / 17, 5 / 17], rtol=1e-5)


def test_directions_without_variance_stay_without() -> None:
    flat = np.hstack([X, np.full((len(X), 2), 0.5, dtype=np.float32)])
    made = Dial(spectrum=0.0).fit(flat).transform(flat)
    assert fact(made, "participation_ratio") == pytest.approx(8, rel=1e-4)


def test_noise_belongs_to_a_row_and_not_to_its_company() -> None:
    dial = Dial(noise=1.0, rotated=True).fit(X)
    whole = dial.transform(X)
    alone = np.vstack([dial.transform(X[[place]]) for place in range(len(X))])
    np.testing.assert_allclose(alone, whole, atol=1e-5)
    assert np.array_equal(dial.transform(X), whole)


def test_noise_is_standard_normal_and_independent_between_rows_and_coordinates() -> None:
    rows = np.arange(4000, dtype=np.float32).reshape(-1, 2)
    noise = row_noise(rows, 50, seed=0)
    assert abs(noise.mean()) < 4 / np.sqrt(noise.size)
    assert noise.var() == pytest.approx(1, abs=0.02)
    assert abs(np.corrcoef(noise[:-1].ravel(), noise[1:].ravel())[0, 1]) < 0.02
    assert abs(np.corrcoef(noise[:, :-1].ravel(), noise[:, 1:].ravel())[0, 1]) < 0.02
    assert (np.abs(noise) > 3).mean() == pytest.approx(0.0027, abs=0.001)


def test_equal_rows_have_equal_noise_and_another_seed_other_noise() -> None:
    rows = np.array([[1, 0], [1, -0.0], [0, 1]], dtype=np.float32)
    noise = row_noise(rows, 5, seed=0)
    assert np.array_equal(noise[0], noise[1])
    assert not np.allclose(noise[0], noise[2])
    assert not np.allclose(noise, row_noise(rows, 5, seed=1))


def test_noise_of_one_spread_spreads_the_spectrum_out() -> None:
    wide = np.hstack([X, np.zeros((len(X), 30), dtype=np.float32)])
    noisy = Dial(noise=2.0).fit(wide).transform(wide)
    assert fact(noisy, "participation_ratio") > 2 * fact(X, "participation_ratio")


def test_duplicates_are_train_rows_and_every_row_goes_to_the_nearest() -> None:
    rows = np.array([[0, 0], [10, 0], [0, 10]], dtype=np.float32)
    dial = Dial(duplicates=2, seed=0).fit(rows)
    near = rows + np.float32(0.1)
    assert np.array_equal(dial.transform(near), dial.transform(rows))
    assert len(np.unique(dial.transform(rows), axis=0)) == 2


def test_a_centred_cloud_gets_a_drawn_direction_for_its_mean() -> None:
    centred = np.vstack([X - X.mean(axis=0), X.mean(axis=0) - X])
    made = Dial(mean_share=0.9, seed=1).fit(centred).transform(centred)
    assert fact(made, "anisotropy") == pytest.approx(0.9, abs=1e-4)
    other = Dial(mean_share=0.9, seed=2).fit(centred).transform(centred)
    assert not np.allclose(made, other, atol=0.1)


def test_other_rows_move_as_the_train_rows_do() -> None:
    dial = Dial(spread=0.1, mean_share=0.5, rotated=True).fit(X)
    fresh = cloud(seed=9)
    assert fact(dial.transform(fresh), "spread") == pytest.approx(0.1, rel=0.2)


def test_it_is_a_scikit_learn_transformer() -> None:
    chain = make_pipeline(StandardScaler(), Dial(spread=0.5, seed=4))
    made = clone(chain).fit_transform(X)
    assert made.dtype == np.float32
    assert fact(made, "spread") == pytest.approx(0.5, rel=1e-4)
    assert clone(Dial(noise=0.5)).get_params()["noise"] == 0.5


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"spread": 0.0}, "spread=0.0"),
        ({"spread": float("nan")}, "spread=nan"),
        ({"mean_share": 1.0}, "mean_share=1.0"),
        ({"mean_share": -0.1}, "mean_share=-0.1"),
        ({"spectrum": -1.0}, "spectrum=-1.0"),
        ({"noise": float("inf")}, "noise=inf"),
        ({"dimension": 0}, "dimension=0"),
        ({"duplicates": 2.5}, "duplicates=2.5"),
    ],
)
def test_a_dial_turned_too_far_is_refused_with_its_range(
    wrong: dict[str, float], named: str
) -> None:
    with pytest.raises(ValueError, match=named):
        Dial(**wrong).fit(X)  # type: ignore[arg-type]


def test_a_cloud_of_one_vector_can_t_be_scaled() -> None:
    with pytest.raises(ValueError, match="no spread"):
        Dial(spread=1.0).fit(np.ones((5, 3)))
    np.testing.assert_allclose(Dial(noise=1.0).fit(np.ones((5, 3))).transform(X[:2, :3]), X[:2, :3])
