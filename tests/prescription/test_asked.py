import pytest

from stages.prescription.asked import Asked, Side, asked_of, with_facts


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


def test_a_chain_of_vectors_and_training_is_on_both_sides_and_storage_is_no_change():
    asked = {"none": Asked(), "l2": Asked(), "tuned": Asked("none", "tuned")}
    asked |= {"chain": Asked("balanced"), "unknown": Asked("balanced")}
    own = {"spread": 0.3, "dimension": 4, "dtype": "float16"}
    facts = {"none": own, "l2": own | {"spread": 1}, "tuned": own | {"dtype": "float32"}}
    told = with_facts(asked, facts | {"chain": own | {"dimension": 2}})
    sides = {remedy: what.side.name.lower() for remedy, what in told.items() if remedy != "none"}
    assert sides == {"l2": "vectors", "tuned": "training", "chain": "both", "unknown": "training"}
    assert with_facts(asked, {})["chain"].side is Side.TRAINING
