"""Dials by hand: an arm, overrides, a table that people read."""

from pathlib import Path

import pandas as pd
import pytest

from stages.commands.dials import main, told
from stages.commands.usage import RefusalError
from tests.conftest import ROOT


def test_the_words_are_percent_by_dial_and_family() -> None:
    table = pd.DataFrame(
        [
            ("lr", "none", None, 0.5),
            ("lr", "spread", "0.1", 0.125),
            ("svm", "none", None, None),
            ("svm", "spread", "0.1", 0.0),
        ],
        columns=["family", "dial", "value", "collapse"],
    )
    lines = [line.split() for line in told(table).splitlines()]
    assert lines == [["dial", "value", "lr", "svm"], ["none", "50"], ["spread", "0.1", "12", "0"]]


def test_an_arm_without_vectors_is_refused_with_the_stage_that_makes_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(RefusalError, match=r"dvc repro embed@nobody"):
        main(["nobody"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["minilm", "dials.rows.train=0"], "dials.rows.train=0; expected a whole number"),
        (["minilm", "dials.single={spread: [-1]}"], "spread=-1; expected a number above 0"),
        (["minlm", "dials.rows.train=5"], "Nearest: minilm"),
    ],
)
def test_mistakes_are_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: list[str], said: str
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr("stages.commands.dials.paths.facts", lambda arm: ROOT / "dvc.yaml")
    with pytest.raises(RefusalError, match=said):
        main([*words, "--to", str(tmp_path)])


def test_outside_the_repository_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RefusalError, match="root of the repository"):
        main(["minilm"])
