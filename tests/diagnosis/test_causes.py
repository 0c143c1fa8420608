import pandas as pd
import pytest

from stages.diagnosis.causes import cause, repairs
from stages.diagnosis.reference import Reference
from stages.diagnosis.words import Rung
from stages.diagnosis.youden import Rates


def told(youden=0.6, embedded=True, raw=True, lost=False):
    return Reference(youden, embedded, raw, lost, pd.DataFrame())


def test_the_first_rung_that_repairs_names_the_cause():
    repaired = {Rung.THRESHOLD: False, Rung.SLOWER: True, Rung.BALANCED: True}
    assert cause(repaired, told(lost=True)) == "slower"


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        (told(lost=True), "information_lost"),
        (told(embedded=False, lost=True), "information_lost"),
        (told(embedded=False, raw=False), "uninformative"),
        (told(embedded=False, raw=True), "unexplained"),
        (told(), "unexplained"),
    ],
)
def test_where_no_rung_repairs_the_probes_tell(reference, expected):
    assert cause(dict.fromkeys(Rung, False), reference) == expected


def test_half_of_what_the_probe_knows_is_enough_and_less_is_not():
    assert repairs(Rates(0.75, 0.4375, 500, 500), told(0.625), 0.5, 0.1)
    assert not repairs(Rates(0.75, 0.45, 500, 500), told(0.625), 0.5, 0.1)


def test_half_of_hardly_anything_is_not_enough_where_chance_gives_as_much():
    weak = Rates(0.53, 0.47, 500, 500)
    assert weak.youden < weak.chance
    assert not repairs(weak, told(0.1), 0.5, 0.1)


def test_a_rung_that_still_collapses_repairs_nothing():
    assert not repairs(Rates(0.99, 0.93, 50_000, 50_000), told(0.1), 0.5, 0.1)


def test_nothing_repairs_where_the_probe_knows_nothing():
    assert not repairs(Rates(0.9, 0.1, 500, 500), told(embedded=False), 0.5, 0.1)


def test_a_rung_that_failed_repairs_nothing():
    assert not repairs(None, told(), 0.5, 0.1)
