"""Class counts: exact where complete, binomial where sampled."""

from math import sqrt
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.data.acs_income.known_counts import WHOLE, Counted, KnownCount, KnownCounts
from stages.data.simulator.fit import SHARES_ABOVE
from stages.features.census import CensusFeatures
from tests.data.test_simulated import COLUMNS, census

FILE = Path(__file__).parents[3] / "stages/data/acs_income/known_counts.yaml"
COUNTS = KnownCounts.read(FILE, 2018)
STATES = sorted(COUNTS.counts[WHOLE])


def check(state: str, rows: int, positives: int, *, complete: bool = False) -> str:
    return COUNTS.check(WHOLE, state, Counted(rows, positives, complete))


def test_the_table_is_that_of_the_paper(shared: Path) -> None:
    paper = pd.read_csv(shared / "golden/paper/table4_states.csv").set_index("state")
    known = {state: COUNTS.counts[WHOLE][state] for state in STATES}
    known["CA"] = COUNTS.counts["head50k"]["CA"]
    assert sorted(paper.index) == STATES
    for state, count in known.items():
        assert count.rows == paper.loc[state, "test_size"]
        assert count.fewest == count.most == paper.loc[state, "positives_lt50k"]


def test_the_simulator_is_fitted_to_the_same_shares() -> None:
    for state, above in SHARES_ABOVE.items():
        assert 1 - COUNTS.counts[WHOLE][state].share == pytest.approx(above, abs=6e-6)


@pytest.mark.parametrize("state", STATES)
def test_the_simulator_s_mean_probability_is_within_half_a_point(state: str) -> None:
    data = census(
        rows_per_domain={state: 20_000},
        source=state,
        window="random",
        featurizer=CensusFeatures(COLUMNS),
    )
    share = COUNTS.counts[WHOLE][state].share
    assert data.rows(state).side["bayes_p"].mean() == pytest.approx(share, abs=0.005)


def test_a_complete_state_must_have_exactly_the_known_positives() -> None:
    assert "exactly those known of PR 2018" in check("PR", 9071, 8109)
    for positives in (8108, 8110, 962):
        with pytest.raises(ValueError, match=rf"{positives:,} positives.*with 8,109 positives"):
            check("PR", 9071, positives)


def test_a_rounded_share_allows_what_it_rounds() -> None:
    assert "exactly" in check("CA", 195_665, 115_330)
    assert "exactly" in check("CA", 195_665, 115_331)
    with pytest.raises(ValueError, match="115,330 to 115,331"):
        check("CA", 195_665, 115_329)


def test_a_sample_is_told_by_its_standard_deviation_without_replacement() -> None:
    # p = .66, n = 3,600 of 10,000: sd = sqrt(.66 x .34 / 3600) x sqrt(1 - .36) = .0063161
    known = KnownCount(10_000, 6_600, 6_600)
    assert known.deviation(Counted(3_600, 2_410, complete=False)) == pytest.approx(
        (2_410 / 3_600 - 0.66) / (sqrt(0.66 * 0.34 / 3_600) * 0.8)
    )
    assert known.deviation(Counted(3_600, 2_376, complete=False)) == 0


def test_a_sample_too_far_off_is_refused_and_a_strange_one_named() -> None:
    # PR, n = 1,000: sd of the count = 1000 x .009739 x .94327 = 9.19 around 893.9
    assert "more than" not in check("PR", 1000, 900)
    assert "more than chance explains" in check("PR", 1000, 915)
    with pytest.raises(ValueError, match=r"4\.\d standard deviations off.*data.year"):
        check("PR", 1000, 935)


def test_rows_that_can_be_no_sample_are_refused() -> None:
    with pytest.raises(ValueError, match="or a sample of them"):
        check("PR", 9072, 8110)
    # 9,070 rows with 963 negatives: the whole state has 962
    with pytest.raises(ValueError, match="9,070 rows"):
        check("PR", 9070, 9070 - 963)


def test_a_complete_file_is_no_sample_not_even_an_empty_one() -> None:
    for rows, positives in ((9070, 8108), (0, 0)):
        with pytest.raises(ValueError, match=r"of PR 2018\. Is it"):
            check("PR", rows, positives, complete=True)


def test_what_is_not_known_is_not_compared() -> None:
    assert check("TX", 10, 3) == ""
    assert KnownCounts.read(FILE, None).check(WHOLE, "PR", Counted(10, 3, False)) == ""
    assert KnownCounts.read(FILE, 2019).check(WHOLE, "PR", Counted(10, 3, False)) == ""


@given(st.data())
def test_every_share_of_a_random_sample_is_accepted_or_told_with_its_numbers(
    data: st.DataObject,
) -> None:
    rows = data.draw(st.integers(1, 9070))
    positives = data.draw(st.integers(0, rows))
    try:
        said = check("PR", rows, positives)
    except ValueError as error:
        said = str(error)
    assert f"{rows:,} rows with {positives:,} positives" in said
    assert "9,071 rows with 8,109 positives" in said
