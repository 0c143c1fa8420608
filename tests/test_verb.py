"""What a newcomer reads when a verb can't run: one line with its cure, and a failing exit."""

import os
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import joblib
import pytest
import yaml
from joblib.externals.loky.process_executor import TerminatedWorkerError

from stages import mistakes, paths, verb
from stages.storage.pieces import fingerprint
from tests.conftest import ROOT
from tests.pipeline import Clone

STAGES = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
EXAMPLES = {"embed": ["minilm"], "baseline": ["lr"], "train": ["minilm", "lr"], "evaluate": ["lr"],
    "remedy": ["minilm", "standardize"], "certify": ["minilm"], "diagnose": ["minilm", "lr"],
    "dial": ["minilm"], "prescribe": ["minilm"],
}  # fmt: skip


def ending(work: verb.Verb, monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["verb", *words])
    with pytest.raises(SystemExit) as caught:
        verb.run(work)
    assert isinstance(caught.value.code, int)
    return caught.value.code


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone in which nothing has run."""
    folder = tmp_path_factory.mktemp("fresh")
    for name in ("params.yaml", "dvc.yaml"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("conf", "stages"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return Clone(folder)


def test_every_verb_in_a_fresh_clone_names_the_stage_that_comes_first(fresh: Clone) -> None:
    commands = [[name, *EXAMPLES.get(name, [])] for name in STAGES if name != "prepare"]

    def said(words: list[str]) -> str:
        return fresh.run(sys.executable, "-m", f"stages.{words[0]}", *words[1:], code=1)

    with ThreadPoolExecutor(max_workers=2) as pool:
        for words, output in zip(commands, pool.map(said, commands), strict=True):
            assert output.count("\n") == 1, (words, output)
            assert "which the stage prepare writes: run `dvc repro prepare` first" in output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("embed", "minilmm"), "Got 'minilmm', not one of encoders"),
        (("baseline", "mpl"), "Nearest: mlp"),
        (("train", "minlm", "mlp"), "Nearest: minilm"),
        (("train", "minilm", "mpl"), "Nearest: mlp"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(
    fresh: Clone, words: tuple[str, ...], message: str
) -> None:
    output = fresh.run(sys.executable, "-m", f"stages.{words[0]}", *words[1:], code=1)
    assert message in output
    assert output.count("\n") == 1


def test_every_stage_is_started_through_the_one_place() -> None:
    for name in STAGES:
        text = (ROOT / f"stages/{name}.py").read_text(encoding="utf-8")
        assert text.endswith('if __name__ == "__main__":\n    verb.run(main)\n'), name


@pytest.mark.parametrize(
    ("path", "stage"),
    [
        ("artifacts/tables/CA.parquet", "prepare"),
        ("artifacts/side/truth.csv", "prepare"),
        ("artifacts/texts/CA.parquet", "serialize"),
        ("artifacts/vectors/tabular/facts.json", "featurize"),
        ("artifacts/vectors/minilm/CA.npy", "embed@minilm"),
        ("artifacts/predictions/tabular/rf/CA.parquet", "baseline@rf"),
        ("artifacts/predictions/lsa/rf/CA.parquet", "train@lsa-rf"),
        ("artifacts/counts/lsa/rf/rows.parquet", "evaluate@rf"),
        ("reports/metrics.json", "audit"),
        ("reports/tables/lines.csv", "audit"),
        ("reports/summary.md", "report"),
        ("reports/planes/acl.png", "report"),
        ("mine.csv", None),
        ("/elsewhere/artifacts/tables", None),
    ],
)
def test_every_artifact_has_a_stage_that_writes_it(path: str, stage: str | None) -> None:
    assert paths.writer(Path(path)) == stage
    assert paths.writer(Path(path).absolute()) == stage


def test_a_mistake_that_our_code_tells_is_one_line_and_a_bug_is_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(_: Sequence[str] | None) -> None:
        fingerprint({"nan": float("nan")})

    def told(_: Sequence[str] | None) -> None:
        raise KeyError("Got 'x', expected 'y'.")

    monkeypatch.setattr(mistakes, "OURS", Path(__file__).resolve().parent)
    assert ending(told, monkeypatch) == verb.EXIT_FAILED
    assert capsys.readouterr().err == "Got 'x', expected 'y'.\n"
    with pytest.raises(ValueError, match="not JSON compliant"):
        verb.run(refused)
    monkeypatch.setenv("FLATLINE_TRACEBACK", "1")
    with pytest.raises(KeyError):
        verb.run(told)


def told_in_a_worker(_: int) -> None:
    """Raise what a noun would raise, in the process of a worker."""
    raise ValueError("Got 3 rows, expected 4.")


def test_what_our_code_tells_in_a_worker_is_one_line_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mistakes, "OURS", Path(__file__).resolve().parent)
    with pytest.raises(ValueError, match="expected 4") as caught:
        joblib.Parallel(n_jobs=2)(joblib.delayed(told_in_a_worker)(i) for i in range(2))
    assert mistakes.explained(caught.value) == "Got 3 rows, expected 4."


def test_a_worker_that_the_system_stopped_is_explained(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(_: Sequence[str] | None) -> None:
        raise TerminatedWorkerError("exit codes {SIGKILL(-9)}")

    assert ending(stopped, monkeypatch) == verb.EXIT_FAILED
    line = capsys.readouterr().err
    assert "memory ran out" in line
    assert "parallel.n_jobs=1" in line


def test_an_interrupted_verb_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: Sequence[str] | None) -> None:
        raise KeyboardInterrupt

    assert ending(interrupted, monkeypatch) == verb.EXIT_STOPPED


def test_a_polite_kill_stops_a_verb_as_control_c_does(capsys: pytest.CaptureFixture[str]) -> None:
    def killed(arguments: Sequence[str] | None) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)

    before = signal.getsignal(signal.SIGTERM)
    try:
        with pytest.raises(SystemExit) as end:
            verb.run(killed)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert end.value.code == verb.EXIT_STOPPED
    assert "What was finished is kept" in capsys.readouterr().err
