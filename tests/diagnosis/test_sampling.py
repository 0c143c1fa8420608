from itertools import pairwise

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from stages.diagnosis.sampling import by_settings, sampled, shares

COUNTS = st.dictionaries(st.sampled_from("abcde"), st.integers(1, 40), min_size=1)


@given(COUNTS, st.integers(1, 60))
def test_shares_add_up_stay_below_the_counts_and_leave_no_kind_out(counts, total):
    given_out = shares(counts, total)
    assert sum(given_out.values()) == min(total, sum(counts.values()))
    assert all(given_out[kind] <= counts[kind] for kind in counts)
    if total >= len(counts):
        assert min(given_out.values()) >= 1


def test_a_sample_holds_every_kind_and_spreads_over_the_grid():
    order = [f"c{number:02}" for number in range(40)]
    kinds = {config: "dead" if place < 30 else "score" for place, config in enumerate(order)}
    kinds["c39"] = None
    chosen = sampled(kinds, order, 8, seed=0)
    assert len(chosen) == 8
    assert {kinds[config] for config in chosen} == {"dead", "score", None}
    dead = [order.index(config) for config in chosen if kinds[config] == "dead"]
    assert max(b - a for a, b in pairwise(dead)) <= 7
    assert sampled(kinds, order, 8, seed=0) == chosen


def test_all_and_a_sample_above_the_count_are_everybody_in_order():
    kinds = {"b": "dead", "a": "score"}
    assert sampled(kinds, ["b", "x", "a"], "all", 0) == ["b", "a"]
    assert sampled(kinds, ["b", "x", "a"], 9, 0) == ["b", "a"]


def test_settings_are_ordered_as_numbers():
    trials = pd.DataFrame(
        {
            "config": ["C=10;seed=0", "C=2;seed=0", "C=2;seed=1"],
            "seed": [0, 0, 1],
            "C": [10.0, 2.0, 2.0],
            "in_grid": True,
            "status": "ok",
            "error": None,
            "run": "r",
        }
    )
    assert by_settings(trials) == ["C=2;seed=0", "C=2;seed=1", "C=10;seed=0"]
