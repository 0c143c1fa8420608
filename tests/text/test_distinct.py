import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.text.distinct import distinct_ids

TABLES = st.lists(st.lists(st.sampled_from("abcde")))


def test_ids_run_over_all_domains_in_order_of_first_appearance():
    first, second = distinct_ids([["b", "a", "b"], ["c", "a"]])

    assert first.tolist() == [0, 1, 0]
    assert second.tolist() == [2, 1]
    assert first.dtype == second.dtype == np.int64


def test_no_texts_have_no_ids():
    assert distinct_ids([]) == []
    assert [ids.shape for ids in distinct_ids([[], []])] == [(0,), (0,)]


@settings(deadline=None)
@given(TABLES)
def test_rows_share_an_id_exactly_where_their_texts_are_equal(tables):
    ids = np.concatenate([np.zeros(0, np.int64), *distinct_ids(tables)])
    texts = np.array([text for table in tables for text in table])

    assert ((ids[:, None] == ids) == (texts[:, None] == texts)).all()


@settings(deadline=None)
@given(TABLES)
def test_ids_count_without_gaps_and_appear_in_order(tables):
    ids = np.concatenate([np.zeros(0, np.int64), *distinct_ids(tables)])

    assert list(dict.fromkeys(ids.tolist())) == list(range(len(set(ids.tolist()))))
