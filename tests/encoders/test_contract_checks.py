"""Every fault is found by its own check and by no other."""

import pytest

from stages.encoders.contract_checks import CHECKS, Outcome, Result, checked
from stages.encoders.contract_trial import Trial, digest
from stages.encoders.probe_texts import ODD, probe_texts
from tests.encoders import broken_encoders as broken
from tests.encoders.conftest import from_conf

PROBES = probe_texts(12)


def results(encoder: object) -> list[Result]:
    return list(checked(Trial(encoder, PROBES, lambda: digest(encoder, PROBES))))


def by_outcome(found: list[Result], outcome: Outcome) -> list[str]:
    return [result.check for result in found if result.outcome is outcome]


@pytest.mark.parametrize("name", ["lsa", "hashing"])
def test_the_encoders_of_conf_keep_the_contract(name: str) -> None:
    found = results(from_conf(name))
    assert by_outcome(found, Outcome.OK) == [check.name for check in CHECKS]


@pytest.mark.parametrize("kind", [broken.Sound, broken.Learner, broken.Halves])
def test_a_sound_encoder_passes(kind: type) -> None:
    found = results(kind())
    # Texts that differ in a number alone have the same letters: a doubt, no fault
    assert by_outcome(found, Outcome.WARNING) == ["distinct rows"]
    assert by_outcome(found, Outcome.OK) == [check.name for check in CHECKS[:-1]]


FAULTS = {
    broken.WithoutDimension: ("members", "Got dimension='26' of .*field or property"),
    broken.WithoutEncode: ("members", r"Got a WithoutEncode without `encode`.*Add the method"),
    broken.Untaught: ("learning", "Got NoneType from fit, expected an encoder"),
    broken.Fickle: ("learning", "other vectors after learning the same texts.*seed"),
    broken.Hidden: ("identity", r"Got an encoder of class Hidden.*identity\(\)"),
    broken.OddKey: ("identity", "Got an identity that is not plain"),
    broken.Raises: ("number format", "RuntimeError: out of luck"),
    broken.Doubles: ("number format", "returned float64.*dtype=np.float32"),
    broken.Lists: ("number format", "returned list"),
    broken.Wider: ("shape", r"returned shape \(12, 26\), expected \(12, 27\)"),
    broken.Infinite: ("finite", "NaN or infinity for 12 of 12 texts"),
    broken.Drifts: ("repetition", r"other bytes from a second call.*eval\(\)"),
    broken.Sorts: ("order", "Got the rows of other texts.*expected row i for text i"),
    broken.Centres: ("neighbours", "depend on the other texts.*differs by .*batch"),
    broken.Pads: ("neighbours", "padding without attention mask"),
    broken.OnceOnly: ("duplicates", "one text given twice.*copy the row"),
    broken.NotNone: ("no texts", r"Got \(0,\) for no texts, expected shape \(0, 26\)"),
    broken.NotEmpty: ("odd texts", "Got IndexError for an empty text"),
    broken.HoldsHandle: ("worker", "from a worker process.*load models inside `encode`"),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_is_found_by_its_own_check_and_by_no_other(kind: type) -> None:
    check, says = FAULTS[kind]
    found = results(kind())
    assert by_outcome(found, Outcome.FAILED) == [check]
    (words,) = [result.words for result in found if result.check == check]
    assert "\n" not in words
    with pytest.raises(AssertionError, match=says):
        raise AssertionError(words)
    for result in found:
        if result.outcome is Outcome.SKIPPED:
            assert result.words.endswith("is mended")


@pytest.mark.parametrize(
    ("changed", "says"), [("identity", "another identity"), ("vectors", "other vectors.*hashlib")]
)
def test_another_process_has_to_find_the_same(changed: str, says: str) -> None:
    sound = broken.Sound()
    other = {**digest(sound, PROBES), changed: "other"}
    found = list(checked(Trial(sound, PROBES, lambda: other)))
    assert by_outcome(found, Outcome.FAILED) == ["fresh process"]
    with pytest.raises(AssertionError, match=f"Got {says}"):
        raise AssertionError(next(r.words for r in found if r.outcome is Outcome.FAILED))


def test_a_constant_encoder_is_legal_and_doubted() -> None:
    found = results(broken.Constant())
    assert by_outcome(found, Outcome.FAILED) == []
    assert by_outcome(found, Outcome.WARNING) == ["distinct rows"]
    assert "1 distinct rows for 12 distinct texts" in found[-1].words


def test_the_probes_are_distinct_and_of_many_lengths() -> None:
    texts = probe_texts(100)
    assert len(set(texts)) == 100
    lengths = sorted(map(len, texts))
    assert lengths[0] < 30
    assert lengths[-1] > 200
    assert texts[:12] == PROBES
    assert {"", "a"} <= set(ODD.values())
    assert max(map(len, ODD.values())) == 10_000
