from hypothesis import given
from hypothesis import strategies as st

from stages.storage.names import SAFE, domain_stem, first_few, unknown_name
from stages.storage.seeds import generator


def test_a_plain_name_stands_for_itself() -> None:
    assert domain_stem("CA") == "CA"
    assert domain_stem("a-b_C9") == "a-b_C9"


def test_any_other_name_becomes_the_start_of_its_sha256() -> None:
    assert domain_stem("x" * 41).startswith("d-")
    assert domain_stem("") == "d-e3b0c442"


@given(st.text())
def test_a_stem_is_always_safe_in_a_path(name: str) -> None:
    assert SAFE.fullmatch(domain_stem(name))


def test_an_unknown_name_is_answered_with_the_nearest_two() -> None:
    text = unknown_name("minlm", ["minilm", "lsa", "minilm_untrained"], "encoders", "conf/encoders")
    assert "Got 'minlm'" in text
    assert "Nearest: minilm or minilm_untrained" in text
    assert "conf/encoders" in text


def test_the_same_seed_and_name_give_the_same_draws() -> None:
    draws = [generator(0, "split", "CA").random(), generator(0, "split", "CA").random()]
    assert draws[0] == draws[1]
    others = {generator(s, *n).random() for s, n in [(1, ("split", "CA")), (0, ("splitCA",))]}
    assert draws[0] not in others


def test_five_of_many_are_shown_and_dots() -> None:
    assert first_few([1, 2, 3, 4, 5]) == "1, 2, 3, 4, 5"
    assert first_few(range(6)) == "0, 1, 2, 3, 4, ..."
    assert first_few(()) == ""
