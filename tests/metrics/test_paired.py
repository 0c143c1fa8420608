import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.metrics.paired import Paired, paired, paired_rows, paired_table
from tests.metrics.made_trials import made_outcome, trials

MEMBERS = st.lists(st.tuples(*(st.sampled_from([0.0, 1.0, np.nan]),) * 2), max_size=30)


@given(MEMBERS)
def test_the_four_cells_hold_every_known_pair_once(pairs):
    raw, embedded = np.array(pairs).reshape(-1, 2).T
    table = paired(raw, embedded)
    known = np.isfinite(raw) & np.isfinite(embedded)
    assert table.n00 + table.n01 + table.n10 + table.n11 == known.sum()
    assert table.n10 + table.n11 == raw[known].sum()
    assert table.n01 + table.n11 == embedded[known].sum()


def test_nothing_fine_on_the_raw_arm_leaves_the_ratio_unknown():
    assert np.isnan(Paired(0, 0, 3, 4).collapse_wd)
    assert Paired(6, 2, 1, 1).collapse_wd == 0.25


def test_the_paired_table_counts_each_test_set_and_pair():
    raw = made_outcome([[0, 1, 0, 0], [0, 1, 2, 0]], trials(4), "tabular")
    embedded = made_outcome([[1, 1, 0, 0], [1, 0, 2, 0]], trials(4))
    table = paired_table(list(paired_rows(raw, embedded, 0.1)))
    strict = table[table["epsilon"] == 0].set_index(["measure", "target"])
    cells = ["n00", "n01", "n10", "n11"]
    assert strict.loc[("id", "CA"), cells].tolist() == [2, 1, 0, 1]
    assert strict.loc[("target", "PR"), cells].tolist() == [1, 1, 1, 1]
    assert strict.loc[("strong", "PR"), cells].tolist() == [2, 1, 1, 0]
    assert table["n01"].sum() == pytest.approx(6)
