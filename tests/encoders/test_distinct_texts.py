import pandas as pd
import pytest

from stages.encoders.distinct_texts import DistinctTexts


def test_every_text_once_by_its_id_over_all_domains() -> None:
    frames = {
        "CA": pd.DataFrame({"text": ["b", "a", "b"], "distinct": [0, 1, 0]}),
        "PR": pd.DataFrame({"text": ["c", "a"], "distinct": [5, 1]}),
    }
    content = DistinctTexts.of(frames)
    assert content.texts == ("b", "a", "c")
    assert {name: place.tolist() for name, place in content.places.items()} == {
        "CA": [0, 1, 0],
        "PR": [2, 1],
    }
    assert content.rows == 5


def test_a_row_without_a_text_is_an_error() -> None:
    frames = {"CA": pd.DataFrame({"text": ["b", None], "distinct": [0, 1]})}
    with pytest.raises(ValueError, match="Got 1 rows without a text"):
        DistinctTexts.of(frames)
