import numpy as np
import pytest

from stages.families.outcome import Outcome, Status, describe
from stages.families.scores import NO_SCORES, Scores


def test_an_outcome_comes_back_from_its_bytes():
    positive = {"CA": np.array([True, False, True] * 5), "d-0a": np.empty(0, dtype=bool)}
    scores = {"CA": Scores(0.1 + 0.2, 1e-9, 0.5, None, True), "d-0a": NO_SCORES}
    before = Outcome(Status.OK, "ConvergenceWarning: slow, naïve", 1.25, positive, scores)
    after = Outcome.from_bytes(before.to_bytes())
    assert (after.status, after.error, after.seconds) == (before.status, before.error, 1.25)
    assert after.scores == scores
    assert {name: rows.tolist() for name, rows in after.positive.items()} == {
        name: rows.tolist() for name, rows in positive.items()
    }


def test_a_thousand_predictions_take_few_bytes():
    positive = {"CA": np.ones(80_000, dtype=bool)}
    assert len(Outcome(Status.OK, None, 1.0, positive, {}).to_bytes()) < 12_000


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (ValueError("two\nlines"), "ValueError: two"),
        (ValueError(), "ValueError"),
        (OSError("no /tmp/run-7/x.npy here"), "OSError: no <path> here"),
        (TypeError("<object at 0x7f00deadbeef> is odd"), "TypeError: <object at 0x> is odd"),
        (RuntimeError("[07:24:11] /w/src/a.cc:37: bad"), "RuntimeError: <path>: bad"),
        (
            ValueError("and/or, 1/2, https://a.org/b/c"),
            "ValueError: and/or, 1/2, https://a.org/b/c",
        ),
        (UserWarning("slow"), "UserWarning: slow"),
    ],
)
def test_errors_read_the_same_on_every_run_and_machine(problem, text):
    assert describe(problem) == text
