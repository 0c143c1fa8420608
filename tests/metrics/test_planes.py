import numpy as np
import pytest

from stages.metrics.planes import Points, kept

# three domains; models: fine, constant on the source, constant on the third, nearly on the second
FINE, CONSTANT, NEARLY = (50, 10, 10, 30), (60, 0, 40, 0), (60, 0, 39, 1)
TABLES = np.array(
    [[FINE] * 3, [CONSTANT, FINE, FINE], [FINE, FINE, CONSTANT], [FINE, NEARLY, FINE]]
)


@pytest.mark.parametrize(
    ("points", "second", "third"),
    [
        (Points.ALL, [True, True, True, True], [True, True, True, True]),
        (Points.NOT_STRICT, [True, False, True, True], [True, False, False, True]),
        (Points.NOT_NEAR, [True, False, True, False], [True, False, False, True]),
    ],
)
def test_a_model_that_collapses_on_the_source_or_on_that_target_is_no_point(points, second, third):
    assert kept(TABLES, 1, 0.1, points).tolist() == second
    assert kept(TABLES, 2, 0.1, points).tolist() == third
