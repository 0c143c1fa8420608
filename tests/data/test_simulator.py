"""The embedded simulator: what its samples and probabilities must be like."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.data.simulator import Simulator, load_simulator
from stages.data.simulator.chain import CHAIN
from stages.data.simulator.fidelity import WINDOW_ABOVE, WINDOW_QUARTERS
from stages.data.simulator.fit import SHARES_ABOVE
from stages.data.simulator.levels import COLUMNS
from stages.data.simulator.smoothing import Smoother

FILE = Path(__file__).parents[2] / "stages/data/simulator/acs_2018.bin"
SIMULATOR = load_simulator(FILE)
STATES = ("AK", "AL", "AR", "AZ", "CA", "PR")


def people(state: str = "CA", rows: int = 2000, seed: int = 0, share: float | None = None):
    return SIMULATOR.sample(state, rows, np.random.default_rng(seed), share)


def test_the_states_are_those_of_the_paper():
    assert SIMULATOR.states == STATES


def test_the_same_generator_state_gives_the_same_rows():
    pd.testing.assert_frame_equal(people(seed=1, share=0.1), people(seed=1, share=0.1))
    assert not people(seed=1).equals(people(seed=2))


def test_a_sample_does_not_depend_on_the_samples_before_it():
    fresh = load_simulator(FILE)
    fresh.sample("PR", 10, np.random.default_rng(5), None)
    pd.testing.assert_frame_equal(
        fresh.sample("AL", 100, np.random.default_rng(3), None), people("AL", 100, 3)
    )


@pytest.mark.parametrize("state", STATES)
def test_every_column_is_int64_and_holds_census_codes(state):
    frame = people(state, 20_000)
    assert list(frame.columns) == list(COLUMNS)
    assert set(frame.dtypes) == {np.dtype("int64")}
    ends = {"AGEP": (17, 95), "COW": (1, 8), "SCHL": (1, 24), "MAR": (0, 1), "RELP": (0, 17)}
    ends |= {"WKHP": (1, 99), "SEX": (1, 2), "RAC1P": (0, 1)}
    for column, (low, high) in ends.items():
        assert frame[column].between(low, high).all(), column
    assert frame["OCCP"].isin(SIMULATOR.codes.occupations).all()
    assert frame["POBP"].isin([*SIMULATOR.codes.birthplaces, 2, 1, 5, 4, 6, 72]).all()


@pytest.mark.parametrize(("state", "above"), SHARES_ABOVE.items())
def test_the_class_ratio_is_within_half_a_point_of_the_complete_state(state, above):
    frame = people(state, 50_000)
    assert np.mean(1 - SIMULATOR.probability(state, frame)) == pytest.approx(above, abs=0.005)


def test_the_window_of_the_paper_has_nearly_its_class_ratio():
    frame = people("CA", 50_000, share=WINDOW_QUARTERS)
    assert np.mean(1 - SIMULATOR.probability("CA", frame)) == pytest.approx(WINDOW_ABOVE, abs=0.005)


def test_probabilities_lie_strictly_between_0_and_1():
    chance = SIMULATOR.probability("PR", people("PR", 50_000))
    assert chance.dtype == np.float64
    assert 0 < chance.min() < chance.max() < 1


def test_probabilities_read_columns_by_name_and_follow_the_rows():
    frame = people()
    turned = frame[frame.columns[::-1]].iloc[::-1].assign(other="x")
    assert np.array_equal(
        SIMULATOR.probability("CA", turned)[::-1], SIMULATOR.probability("CA", frame)
    )


def test_the_same_people_earn_less_often_above_the_threshold_in_puerto_rico():
    frame = people("AL", 5000)
    assert (
        SIMULATOR.probability("PR", frame).mean() > SIMULATOR.probability("AL", frame).mean() + 0.1
    )


@given(rows=st.integers(0, 300), share=st.floats(0, 1), seed=st.integers(0, 99))
@settings(max_examples=20, deadline=None)
def test_the_share_of_group_quarters_is_exact(rows, share, seed):
    frame = people("AK", rows, seed, share)
    assert len(frame) == rows
    assert frame["RELP"].isin([16, 17]).sum() == round(share * rows)


def test_group_quarters_stand_in_random_order():
    inside = people(rows=20_000, share=0.5)["RELP"].isin([16, 17])
    assert inside[:10_000].mean() == pytest.approx(0.5, abs=0.02)


def test_without_a_share_the_state_has_its_own_group_quarters():
    own = people(rows=50_000)["RELP"].isin([16, 17]).mean()
    assert own == pytest.approx(0.0270, abs=0.005)


def test_a_share_that_is_none_is_refused():
    with pytest.raises(ValueError, match=r"group_quarters=1\.5.*0 to 1"):
        people(share=1.5)


def test_an_unknown_state_is_answered_with_the_known_ones():
    with pytest.raises(KeyError, match=r"XX.*AK, AL, AR, AZ, CA, PR"):
        people("XX")
    with pytest.raises(KeyError, match=r"XX.*AK, AL, AR, AZ, CA, PR"):
        SIMULATOR.probability("XX", people())


def test_unknown_codes_and_missing_columns_are_named():
    with pytest.raises(ValueError, match=r"OCCP \[1\] in CA"):
        SIMULATOR.probability("CA", people().assign(OCCP=1))
    with pytest.raises(ValueError, match=r"MAR \[2\] in CA"):
        SIMULATOR.probability("CA", people().assign(MAR=2))
    with pytest.raises(KeyError, match="COW"):
        SIMULATOR.probability("CA", people().drop(columns="COW"))


@pytest.mark.parametrize("state", STATES)
def test_margins_are_those_of_the_tables(state):
    levels = SIMULATOR.codes.levels(state, people(state, 100_000))
    index = SIMULATOR.states.index(state)
    for step in CHAIN[1:]:
        if step.within:
            continue
        counts = SIMULATOR.counts[step.child][index].reshape(-1, SIMULATOR.codes.sizes[step.child])
        table = counts.sum(axis=0) / counts.sum()
        sampled = np.bincount(levels[step.child], minlength=len(table)) / 100_000
        assert np.abs(sampled - table).sum() / 2 < 0.025, step.child


def test_ages_follow_the_chain_rule_of_the_smoothed_tables():
    index = SIMULATOR.states.index("AZ")
    score, sex, age = (
        Smoother(SIMULATOR.alpha, np.zeros(table.shape[-1], dtype=np.int64)).smooth(
            table[index], table.sum(axis=0)
        )
        for table in (SIMULATOR.counts[name] for name in ("score_band", "sex", "age_band"))
    )
    expected = 200_000 * np.einsum("z,zs,zsa->a", score, sex, age)
    drawn = np.bincount(SIMULATOR.codes.levels("AZ", people("AZ", 200_000))["age_band"])
    assert np.sum((drawn - expected) ** 2 / expected) < 36.1  # 0.999 quantile at 14 degrees


def test_the_file_is_small_and_says_where_it_comes_from():
    assert FILE.stat().st_size <= 250_000
    assert SIMULATOR.provenance["source_rows"] == 114_256
    assert len(str(SIMULATOR.provenance["source_sha256"])) == 64
    assert "2018" in str(SIMULATOR.provenance["survey"])


def test_no_step_knows_a_person_by_more_than_six_variables():
    assert isinstance(SIMULATOR, Simulator)
    assert max(len(step.parents) for step in CHAIN) <= 5
