import pytest

from stages.charts.panel import Fit, Plane


@pytest.mark.parametrize(
    ("share", "macro_f1"),
    [(0.62, 0.382716), (0.894, 0.472017), (0.38, 0.275362), (0.106, 0.095841)],
)
def test_a_constant_predictors_macro_f1_is_its_share_over_one_plus_it(share, macro_f1):
    assert Plane.F1L.constant(share) == pytest.approx(macro_f1, abs=1e-6)


def test_a_constant_predictors_accuracy_is_the_class_ratio():
    assert Plane.ACL.constant(0.62) == 0.62


def test_a_fit_is_a_straight_line():
    assert Fit(2.0, -1.0).at(0.75) == 0.5
