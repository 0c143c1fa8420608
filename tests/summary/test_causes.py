from dataclasses import replace

import pandas as pd
import pytest

from stages.diagnosis.words import MEANINGS, RUNGS
from stages.summary.causes import causes_section, flows, probe_words
from tests.page.made_diagnosis import diagnosed
from tests.summary.made_findings import findings


@pytest.fixture(scope="module")
def found():
    return diagnosed().found


def told(found, **tables):
    return causes_section(replace(found, diagnosis={**found.diagnosis, **tables}))


def cause(family, word, arm="minilm", kind="score"):
    return {"arm": arm, "family": family, "config": "c", "kind": kind, "cause": word}


def test_every_cause_is_told_in_the_words_of_the_diagnosis(found):
    text = told(found)
    for word, meaning in MEANINGS.items():
        assert f"- **{word.replace('_', ' ')}**: {meaning}.\n" in text


def test_causes_are_counted_per_family_kind_and_cause(found):
    rows = [cause("rf", "seed"), cause("rf", "seed"), cause("lr", "slower"), cause("svm", "seed")]
    rows.append(cause("lr", "slower", arm="tabular"))
    made = replace(found, diagnosis={"causes": pd.DataFrame(rows)})
    counted = [(one.family, one.cause, one.count) for one in flows(made)]
    assert counted == [("lr", "slower", 1), ("rf", "seed", 2)]


def test_the_table_says_how_many_collapses_were_examined(found):
    text = told(found)
    assert "| `lr` | 9 of 30 | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 0 |" in text
    assert "| `rf` | 13 of 40 | 2 | 2 | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 2 |" in text


def test_a_rung_is_counted_among_those_to_which_it_applies(found):
    """1 of lr's 9 is mended by a threshold; its learning rate can't be lowered."""
    text = told(found)
    row = next(line for line in text.splitlines() if line.startswith("| `lr` | 11.1 (1/9)"))
    assert row.split(" | ")[1 + RUNGS.index("slower")] == "n/a"


def test_repaired_may_be_read_as_a_word_or_as_a_truth(found):
    ladder = found.diagnosis["ladder"]
    truths = ladder.assign(repaired=ladder["repaired"] == "true")
    assert told(found, ladder=truths) == told(found)


def test_the_probes_are_told_with_their_intervals(found):
    assert probe_words(found) == (
        "The best probe ranks with an AUC of 0.86 (0.84–0.88) on the raw rows and 0.81 (0.79–0.83) "
        "on the embedding."
    )
    bare = found.diagnosis["probes"].assign(auc_low=None, auc_high=None)
    assert "0.86 on the raw rows" in told(found, probes=bare)


def test_without_probes_ladder_and_counts_the_causes_still_stand(found):
    text = causes_section(replace(found, diagnosis={"causes": found.diagnosis["causes"]}))
    assert "| `lr` | 9 of n/a |" in text
    assert "probe ranks with" not in text


def test_nothing_examined_is_no_section():
    assert causes_section(findings()) == ""
