from hypothesis import given
from hypothesis import strategies as st

from stages.encoders.buckets import FEWEST_TOKENS, batches


@given(lengths=st.lists(st.integers(1, 80), max_size=60), size=st.integers(1, 20))
def test_every_text_is_in_one_batch_of_its_own_length(lengths: list[int], size: int) -> None:
    made = list(batches(lengths, size))
    assert sorted(place for batch in made for place in batch.places) == list(range(len(lengths)))
    for batch in made:
        assert 1 <= len(batch.places) <= size
        assert len({lengths[place] for place in batch.filled}) == 1
        assert sum(lengths[place] for place in batch.filled) >= FEWEST_TOKENS
        assert batch.filled[: len(batch.places)] == batch.places


def test_a_small_batch_is_filled_with_copies_of_its_last_text() -> None:
    (batch,) = batches([30, 30], 16)
    assert batch.places == [0, 1]
    assert batch.filled == [0, 1, 1]
