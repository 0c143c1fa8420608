from dataclasses import replace

import pandas as pd

from stages.charts.limits import close_limits, shared_limits
from stages.charts.panel import Pair
from tests.charts.made_panels import POINTS, panel


def test_the_limits_hold_all_points_and_the_better_constant():
    assert shared_limits([panel()]) == (0.55, 0.95)


def test_a_point_near_the_worse_constant_widens_the_limits():
    low = POINTS.assign(arm_y=0.12)
    assert shared_limits([panel(points=low)]) == (0.1, 0.95)


def test_limits_stay_within_zero_and_one():
    extreme = replace(panel(), positive=Pair(1.0, 1.0), negative=Pair(0.0, 0.0))
    assert shared_limits([replace(extreme, points=POINTS.assign(arm_x=0.0))]) == (0.0, 1.0)


def test_the_limits_are_those_of_all_panels_together():
    far = panel("AL", POINTS.assign(raw_y=0.3))
    assert shared_limits([panel(), far]) == shared_limits([far, panel()]) == (0.25, 0.95)


def test_without_any_number_the_limits_are_those_of_a_share():
    nowhere = Pair(float("nan"), float("nan"))
    empty = replace(panel(points=POINTS.iloc[:0]), positive=nowhere, negative=nowhere)
    assert shared_limits([empty]) == (0.0, 1.0)


def test_the_close_limits_leave_out_the_collapsed_and_the_lowest_twentieth():
    many = POINTS.loc[[0] * 20].assign(raw_x=0.80, raw_y=0.80, arm_x=0.80, arm_y=0.70)
    assert close_limits([panel(points=many)]) == (0.65, 0.85)
    low = POINTS.loc[[0]].assign(arm_x=0.2)
    assert close_limits([panel(points=pd.concat([many, low]))]) == (0.65, 0.85)
    assert close_limits([panel(points=pd.concat([many, POINTS.loc[[2]]]))]) == (0.65, 0.85)


def test_without_a_point_that_is_fine_the_close_limits_are_those_of_a_share():
    assert close_limits([panel(points=POINTS.iloc[:0])]) == close_limits([]) == (0.0, 1.0)
