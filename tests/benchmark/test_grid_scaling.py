"""Exponents of growth."""

import pytest

from stages.benchmark.machine import installed, processor
from stages.benchmark.scaling import engine_seconds, exponent, some
from tests.benchmark.made_engines import Shared
from tests.benchmark.test_grid_race import course


@pytest.mark.parametrize(
    ("seconds", "power"),
    [({10: 1.0, 20: 4.0, 40: 16.0}, 2.0), ({10: 3.0, 100: 3.0}, 0.0), ({10: 1.0}, None),
     ({10: 0.0, 20: 1.0}, None)],
)  # fmt: skip
def test_the_exponent_is_the_slope_of_the_logarithms(seconds, power):
    assert exponent(seconds) == power


def test_fewer_configurations_are_among_the_more():
    trials = Shared({"at": list(range(20))}, None, {}, 0.0).plan([0])
    five, ten = some(trials, 5), some(trials, 10)
    assert set(map(id, five)) < set(map(id, ten))
    assert [trials.index(one) for one in ten] == sorted(trials.index(one) for one in ten)


def test_the_engine_alone_is_timed():
    made = Shared({"at": [0.0, 1.0, 2.0]}, None, {}, 0.02)
    assert engine_seconds(course(made), made.plan([0])) == pytest.approx(0.02, rel=0.5)


def test_the_processor_is_named_as_the_system_does(tmp_path):
    file = tmp_path / "cpuinfo"
    file.write_text("processor : 0\nmodel name\t: Fast One\nmodel name\t: Fast One\n")
    assert processor(file) == "Fast One"
    assert processor(tmp_path / "none")


def test_libraries_that_are_not_there_are_left_out():
    assert [*installed(["numpy", "no-such-thing"])] == ["numpy"]
