import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.metrics.skill import Axis, label_axis, left_out_errors, line_skill, setting_axes


def grid(**settings):
    index = pd.MultiIndex.from_product(list(settings.values()), names=list(settings))
    return index.to_frame(index=False)


@given(st.integers(0, 10**6), st.integers(6, 40), st.integers(2, 6))
def test_errors_by_sums_equal_refitting_without_each_value(seed, n, values):
    rng = np.random.default_rng(seed)
    x, y, codes = rng.uniform(size=n), rng.uniform(size=n), rng.integers(0, values, n)
    line, mean, usable = left_out_errors(x, y, codes)
    for at in range(n):
        rest = codes != codes[at]
        assert usable[at] == (rest.sum() >= 3)
        if usable[at]:
            slope, intercept = np.polyfit(x[rest], y[rest], 1)
            assert line[at] == pytest.approx(abs(y[at] - intercept - slope * x[at]), abs=1e-8)
            assert mean[at] == pytest.approx(abs(y[at] - y[rest].mean()), abs=1e-12)


def test_skill_worked_by_hand():
    # y = x but for the last; each point is left out alone
    x, y = np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 1.0, 2.0, 5.0])
    axis = [Axis(np.arange(4), np.arange(4))]
    line, mean, _ = left_out_errors(x, y, axis[0].values)
    # rest of the last: y = x gives 3, mean 1; rest of the first: slope 2, line -2/3 at 0
    assert (line[3], mean[3]) == (pytest.approx(2), pytest.approx(4))
    assert (line[0], mean[0]) == (pytest.approx(4 / 3), pytest.approx(8 / 3))
    assert line_skill(x, y, axis).value == pytest.approx(1 - line.sum() / mean.sum())


def test_a_perfect_line_has_skill_one_and_is_clear():
    settings = grid(a=[1, 2, 3, 4], b=["u", "v", "w"])
    x = np.linspace(0.6, 0.9, 12)
    skill = line_skill(x, 0.1 + 0.5 * x, setting_axes(settings))
    assert skill.value == pytest.approx(1)
    assert skill.clear
    assert skill.groups == 7


def test_a_cloud_without_a_line_has_no_clear_skill():
    rng = np.random.default_rng(3)
    settings = grid(a=list(range(5)), b=list(range(8)))
    x, y = rng.uniform(0.6, 0.9, (2, 40))
    skill = line_skill(x, y, setting_axes(settings))
    assert skill.value < 0.05
    assert not skill.clear


def test_two_clusters_make_r2_but_no_skill():
    # the line between two families is no prediction for a third
    family = np.repeat(np.array(["a", "b"], dtype=object), 20)
    rng = np.random.default_rng(4)
    x, y = np.repeat([0.6, 0.8], 20) + rng.normal(0, 0.005, (2, 40))
    assert np.corrcoef(x, y)[0, 1] ** 2 > 0.95
    assert not line_skill(x, y, label_axis(family)).clear


@given(st.integers(0, 10**6))
def test_skill_is_at_most_one_and_its_interval_holds_the_mean_gain(seed):
    rng = np.random.default_rng(seed)
    skill = line_skill(*rng.uniform(size=(2, 12)), setting_axes(grid(a=[1, 2, 3, 4], b=[1, 2, 3])))
    assert skill.value <= 1
    assert skill.low <= skill.high


def test_skill_without_an_axis_or_without_spread_is_undefined():
    x = np.linspace(0, 1, 12)
    assert math.isnan(line_skill(x, x, []).value)
    axes = setting_axes(grid(a=[1, 2, 3, 4], b=[1, 2, 3]))
    assert math.isnan(line_skill(x, np.full(12, 0.7), axes).value)
    assert math.isnan(line_skill(np.full(12, 0.7), x, axes).value)
    assert not line_skill(x, np.full(12, 0.7), axes).clear


def test_a_line_through_equal_points_is_skipped_in_spite_of_rounding():
    x, y = np.repeat([0.1 + 0.7, 0.6], 6), np.repeat([0.7, 0.55], 6)
    family = label_axis(np.repeat(np.array(["a", "b"], dtype=object), 6))
    assert not left_out_errors(x, y, family[0].values)[2].any()
    assert math.isnan(line_skill(x, y, family).value)


def test_only_settings_with_two_values_are_axes_and_null_is_a_value():
    settings = pd.DataFrame(
        {"a": [1.0, 2.0, 1.0], "one": [5, 5, 5], "other_family": [None] * 3, "depth": [None, 4, 8]}
    )
    axes = setting_axes(settings)
    assert [len(np.unique(axis.values)) for axis in axes] == [2, 3]


def test_a_long_numeric_axis_counts_as_ten_blocks_of_neighbours_for_the_interval():
    (axis,) = setting_axes(pd.DataFrame({"C": np.logspace(-4, 4, 100)}))
    assert len(np.unique(axis.values)) == 100
    assert np.bincount(axis.blocks).tolist() == [10] * 10
    assert (np.diff(axis.blocks) >= 0).all()


def test_one_family_alone_can_not_be_left_out():
    assert label_axis(np.array(["lr"] * 5, dtype=object)) == []
