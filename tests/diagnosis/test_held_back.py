from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.diagnosis.held_back import By, line_for, loosened
from stages.families.contract import BoolArray, Classifier, FloatArray, Trial
from tests.diagnosis.made_truths import SETTINGS


@pytest.mark.parametrize(
    ("value", "by", "until", "expected"),
    [
        (0.1, "small", None, 1.0),
        (0.1, "large", None, 0.01),
        (0.3, "small", 1.0, 1.0),
        (1.0, "small", 1.0, None),
        (3.0, "small", 1.0, None),
        (0.0, "large", None, None),
        (0.05, "large", 0.01, 0.01),
        # whole numbers stay whole, and no further away than asked for
        (25, "large", None, 3),
        (4, "large", None, 1),
        (1, "large", None, None),
        (2, "small", None, 20),
        ("scale", "large", None, None),
        (True, "small", None, None),
        (None, "large", None, None),
    ],
)
def test_a_value_is_loosened_tenfold_as_far_as_it_goes(value, by, until, expected):
    line = {"setting": "x", "by": by} | ({} if until is None else {"until": until})
    told = loosened(value, line, 10.0)
    assert (told, type(told)) == (expected, type(expected))


@given(st.integers(1, 10**6) | st.floats(1e-6, 1e6), st.sampled_from([*By]), st.floats(1.1, 1e3))
def test_what_is_loosened_is_looser_and_never_by_more_than_the_factor(value, by, factor):
    told = loosened(value, {"setting": "x", "by": by}, factor)
    if told is not None:
        ratio = told / value if by is By.SMALL else value / told
        assert 1 < ratio <= factor * (1 + 1e-9)
        assert type(told) is type(value)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([{"setting": "C", "by": "smal"}], "Got by='smal'.*Nearest: by=small"),
        ([{"setting": "C"}], r"expected lines with setting and by"),
        ([{"setting": "C", "by": "small", "till": 1}], "held_back.mine.*perhaps until and where"),
        ({"setting": "C", "by": "small"}, r"Write \[{setting: C, by: small}\]"),
        (["C"], "Got 'C' in diagnosis.held_back.mine"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_with_its_cure(lines, message):
    with pytest.raises(ValueError, match=message):
        replace(SETTINGS, held_back={"mine": lines})


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"until": "high"}, "a finite number as until"),
        ({"until": None}, "a finite number as until"),
        ({"until": True}, "a finite number as until"),
        ({"until": float("inf")}, "a finite number as until"),
        ({"where": "x"}, "settings and their values as where"),
        ({"where": None}, "settings and their values as where"),
        ({"setting": 3}, "the name of a setting as setting"),
    ],
)
def test_a_value_of_a_line_that_no_rung_can_use_is_refused(more, message):
    line = {"setting": "C", "by": "small", **more}
    with pytest.raises(ValueError, match=rf"diagnosis.held_back.mine; expected {message}\. Write"):
        replace(SETTINGS, held_back={"mine": [line]})


@pytest.mark.parametrize("lines", [None, [], "lr"])
def test_lines_that_name_no_family_are_refused_with_their_cure(lines):
    with pytest.raises(ValueError, match=r"Got diagnosis.held_back=.*Write \{lr: \[\{setting"):
        replace(SETTINGS, held_back=lines)


@dataclass(frozen=True)
class Uneven:
    """Of two trials one alone has a setting `gamma`."""

    cost: float = 1.0

    def plan(self, seeds: Sequence[int]) -> list[Trial]:
        kinds = ({"kernel": "linear"}, {"kernel": "rbf", "gamma": 0.1})
        return [
            Trial(f"{kind['kernel']};seed={seed}", kind, seed, in_grid=True, run=f"{kind}{seed}")
            for seed in seeds
            for kind in kinds
        ]

    def fit(self, trial: Trial, x: FloatArray, y: BoolArray) -> Classifier:
        raise NotImplementedError


def test_a_line_is_not_for_a_trial_that_lacks_what_it_names():
    straight, curved = Uneven().plan([0])
    first = {"setting": "gamma", "by": "small", "where": {"gamma": 0.1}}
    rest = {"setting": "cost", "by": "small"}
    assert line_for(Uneven(), straight, [first, rest]) == rest
    assert line_for(Uneven(), curved, [first, rest]) == first
    assert line_for(Uneven(), straight, [first]) is None


@pytest.mark.parametrize("name", ["gama", "plan"])
def test_a_condition_that_no_trial_of_the_family_has_is_told(name):
    line = {"setting": "cost", "by": "small", "where": {name: 0.1}}
    with pytest.raises(ValueError, match=rf"Got where='{name}'.*Uneven.*\(gamma, kernel\).*Mend"):
        line_for(Uneven(), Uneven().plan([0])[0], [line])


def test_a_factor_that_loosens_nothing_is_refused():
    with pytest.raises(ValueError, match=r"Got diagnosis.looser=1\.0; expected a number above 1"):
        replace(SETTINGS, looser=1.0)
