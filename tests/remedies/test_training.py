import numpy as np
import pytest
from sklearn.pipeline import make_pipeline

from stages.remedies.standardize import Standardize
from stages.remedies.training import TrainingRemedy, training_words
from stages.remedies.transformer import UnsuitedError
from tests.remedies.clouds import cloud, from_conf


def test_vectors_stay_what_they_are() -> None:
    rows = cloud().astype(np.float32)
    made = TrainingRemedy("balanced", "prior").fit_transform(rows)
    assert made.dtype == np.float32
    assert np.array_equal(made, rows)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("balanced", {"class_weight": "balanced"}),
        ("prior", {"threshold": "prior"}),
        ("tuned", {"threshold": "tuned"}),
        ("standardize", {}),
        ("center_l2", {}),
    ],
)
def test_the_catalogue_asks_for_these_words(name: str, words: dict[str, str]) -> None:
    assert training_words(from_conf(name)) == words


def test_in_a_chain_the_last_word_counts() -> None:
    first = make_pipeline(TrainingRemedy("balanced", "prior"), Standardize(0.001))
    assert training_words(make_pipeline(first, TrainingRemedy(None, "tuned"))) == {
        "class_weight": "balanced",
        "threshold": "tuned",
    }


@pytest.mark.parametrize(
    ("words", "nearest"),
    [(("balance", None), "class_weight=balanced"), ((None, "pryor"), "threshold=prior")],
)
def test_unknown_words_are_answered_with_the_nearest(words, nearest: str) -> None:
    with pytest.raises(UnsuitedError, match=f"Nearest: {nearest}"):
        TrainingRemedy(*words).fit(cloud())
