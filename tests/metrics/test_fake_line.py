import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.metrics.fake_line import (
    Cloud,
    cloud_of,
    models_that_fake,
    r2_with,
    sign_with,
    spurious_gain,
)
from stages.metrics.line_fit import FitState, fit_line

seeds = st.integers(0, 10**6)


def stacked(x, y, point, collapsed):
    return np.append(x, [point[0]] * collapsed), np.append(y, [point[1]] * collapsed)


def random_cloud(seed, n):
    rng = np.random.default_rng(seed)
    x = rng.uniform(0.6, 0.9, n)
    y = 0.7 + rng.uniform(-1, 1) * (x - 0.75) + rng.uniform(0.01, 0.1) * rng.standard_normal(n)
    return x, y, rng.uniform(0.2, 0.9, 2)


@given(seeds, st.integers(3, 60), st.integers(0, 40))
def test_the_law_equals_a_direct_fit_to_1e_12(seed, n, collapsed):
    x, y, point = random_cloud(seed, n)
    direct = fit_line(*stacked(x, y, point, collapsed))
    cloud = cloud_of(x, y, *point)
    assert r2_with(cloud, collapsed) == pytest.approx(direct.r2, abs=1e-12)
    if direct.r2 > 1e-12:
        assert sign_with(cloud, collapsed) == np.sign(direct.slope)


@given(seeds, st.integers(3, 60), st.integers(1, 40))
def test_the_gain_is_the_difference_of_two_fits(seed, n, collapsed):
    x, y, point = random_cloud(seed, n)
    both = fit_line(*stacked(x, y, point, collapsed)).r2 - fit_line(x, y).r2
    assert spurious_gain(cloud_of(x, y, *point), collapsed) == pytest.approx(both, abs=1e-12)


@given(seeds, st.integers(3, 60))
def test_k_star_is_the_first_number_that_fakes_a_line(seed, n):
    x, y, point = random_cloud(seed, n)
    cloud = cloud_of(x, y, *point)
    found = models_that_fake(cloud)
    reached = [k for k in range(400) if r2_with(cloud, k) >= 0.5]
    if found is None or found >= 400:
        assert not reached
    else:
        assert found == reached[0]


def test_five_of_eighty_five_fake_a_line_over_a_cloud_without_one():
    angle = 2 * np.pi * np.arange(80) / 80  # a circle has no line: s_xy = 0
    x, y = 0.8 + 0.02 * np.cos(angle), 0.75 + 0.02 * np.sin(angle)
    assert fit_line(x, y).r2 < 1e-12
    # s_xx = s_yy = .0002, d = (-.2, -.2), p = 1/17: (.04 p / (.0002 + .04 p))^2
    assert fit_line(*stacked(x, y, (0.6, 0.55), 5)).r2 == pytest.approx((200 / 217) ** 2)
    # p >= x with .04 x / (.0002 + .04 x) = sqrt(.5): x = .01207, k = 80 x / (1 - x) = .98
    assert models_that_fake(cloud_of(x, y, 0.6, 0.55)) == 1


def test_a_target_of_another_majority_makes_a_falling_line():
    x, y, _ = random_cloud(1, 40)
    cloud = cloud_of(x, y, 0.2, 0.95)
    assert sign_with(cloud, 20) == -1
    assert r2_with(cloud, 20) > 0.5


@given(st.integers(1, 30), st.integers(1, 30))
def test_two_clusters_always_make_r2_one(many, few):
    cloud = Cloud(n=many, sxx=0.0, sxy=0.0, syy=0.0, dx=0.2, dy=-0.1)
    assert r2_with(cloud, few) == pytest.approx(1)
    assert models_that_fake(cloud) == 1
    # a fit of two places is refused; a third place at rounding distance is none
    x, y = stacked(np.full(many, 0.8), np.full(many, 0.7), (0.6, 0.5), few)
    assert fit_line(x, y).state is FitState.TOO_FEW


def test_two_tight_clusters_make_r2_nearly_one():
    x, y, _ = random_cloud(2, 30)
    x, y = 0.8 + (x - 0.75) / 1000, 0.7 + (y - 0.7) / 1000
    assert fit_line(*stacked(x, y, (0.6, 0.5), 30)).r2 > 0.9999


@pytest.mark.parametrize("shift", [(0.0, 0.2), (0.2, 0.0), (0.0, 0.0)])
def test_a_collapse_point_level_with_the_cloud_never_fakes_a_line(shift):
    cloud = Cloud(n=50, sxx=0.01, sxy=0.001, syy=0.01, dx=shift[0], dy=shift[1])
    assert models_that_fake(cloud) is None


def test_a_cloud_that_has_the_line_already_needs_no_collapse():
    assert models_that_fake(Cloud(n=50, sxx=1.0, sxy=0.9, syy=1.0, dx=1.0, dy=1.0)) == 0


def test_models_that_all_do_the_same_have_no_line_and_one_collapse_fakes_it():
    x, y = np.full(7, 0.1 + 0.7), np.full(7, 0.7)
    cloud = cloud_of(x, y, 0.6, 0.5)
    assert (cloud.sxx, cloud.sxy, cloud.syy) == (0, 0, 0)
    assert math.isnan(r2_with(cloud, 0))
    assert models_that_fake(cloud) == 1


def test_no_cloud_no_answer():
    empty = Cloud(n=0, sxx=0.0, sxy=0.0, syy=0.0, dx=1.0, dy=1.0)
    assert models_that_fake(empty) is None
    assert math.isnan(r2_with(empty, 3))
