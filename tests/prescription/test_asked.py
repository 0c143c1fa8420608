import pytest

from stages.prescription.asked import Asked, Side, asked_of


@pytest.mark.parametrize(
    ("words", "asked", "side", "forced"),
    [
        ({"class_weight": None, "threshold": None}, Asked(), Side.VECTORS, False),
        ({}, Asked(), Side.VECTORS, False),
        ({"threshold": "prior"}, Asked("none", "prior"), Side.TRAINING, True),
        ({"threshold": "tuned"}, Asked("none", "tuned"), Side.TRAINING, False),
        ({"class_weight": "balanced"}, Asked("balanced", "none"), Side.TRAINING, False),
    ],
)
def test_the_words_for_training_say_what_a_remedy_changes(words, asked, side, forced):
    assert asked_of(words) == asked
    assert asked_of(words).side is side
    assert asked_of(words).forces_share is forced


@pytest.mark.parametrize("words", [None, [], "prior", {"threshold": 3}])
def test_other_words_are_refused(words):
    with pytest.raises(ValueError, match="Run the remedy's stage again"):
        asked_of(words)
