import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.data.splits import Size, split_source, split_target


def counts(split: np.ndarray) -> dict[str, int]:
    names, sizes = np.unique(split, return_counts=True)
    return dict(zip(names.tolist(), sizes.tolist(), strict=True))


def test_a_large_source_gives_the_rows_asked_for() -> None:
    split = split_source(50_000, Size("quick", 3000, 2000, 1000), np.random.default_rng(0))
    assert counts(split) == {"": 45_000, "id_test": 2000, "train": 3000}


def test_null_takes_the_rest() -> None:
    split = split_source(50_000, Size("paper", 20_000, None, None), np.random.default_rng(0))
    assert counts(split) == {"id_test": 30_000, "train": 20_000}
    assert counts(split_target(9071, Size("paper", 1, None, None), np.random.default_rng(0))) == {
        "ood_test": 9071
    }


def test_a_small_source_is_cut_in_halves() -> None:
    split = split_source(4999, Size("quick", 3000, 2000, 1000), np.random.default_rng(0))
    assert counts(split) == {"id_test": 2500, "train": 2499}
    rest = split_source(20_000, Size("paper", 20_000, None, None), np.random.default_rng(0))
    assert counts(rest) == {"id_test": 10_000, "train": 10_000}


def test_a_source_of_one_row_is_refused() -> None:
    with pytest.raises(ValueError, match="Got a source of 1 rows"):
        split_source(1, Size("quick", 3, 2, 1), np.random.default_rng(0))


@given(st.integers(2, 400), st.integers(1, 200), st.none() | st.integers(1, 200), st.integers(0, 9))
def test_splits_are_disjoint_and_both_are_there(
    rows: int, train: int, test: int | None, seed: int
) -> None:
    split = split_source(rows, Size("s", train, test, None), np.random.default_rng(seed))
    assert len(split) == rows
    assert (split == "train").any()
    assert (split == "id_test").any()


def test_a_smaller_size_takes_a_part_of_a_larger_one() -> None:
    small = split_target(5000, Size("smoke", 300, 200, 100), np.random.default_rng(3)) != ""
    large = split_target(5000, Size("quick", 3000, 2000, 1000), np.random.default_rng(3)) != ""
    assert not (small & ~large).any()
