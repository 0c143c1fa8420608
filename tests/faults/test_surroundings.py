"""Odd surroundings: homes, locales, masks, streams and folders that scripts must live with."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.conftest import verb
from tests.pipeline import Clone

SERIALIZE = f"{sys.executable} -m stages.serialize"


@pytest.mark.parametrize(
    "extra",
    [
        {"HOME": ""},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"},
        {"PYTHONOPTIMIZE": "1"},
        {"PYTHONWARNINGS": "error"},
        {"TZ": "Pacific/Kiritimati"},
        {"PATH": "/nonexistent"},
    ],
    ids="+".join,
)
def test_the_environment_changes_no_byte(place: Clone, extra: dict[str, str]) -> None:
    before = place.files("artifacts/texts")
    ended = verb(place, "serialize", **extra)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert place.files("artifacts/texts") == before


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        (f"{SERIALIZE} <&-", 0, "sentence: "),
        (f"{SERIALIZE} >&-", 0, ""),
        (f"{SERIALIZE} 2>&-", 0, "sentence: "),
        (f"umask 077; {SERIALIZE}", 0, "sentence: "),
        (f"set -o pipefail; {SERIALIZE} | true", 1, ""),
    ],
)
def test_closed_streams_end_quietly(place: Clone, line: str, status: int, said: str) -> None:
    before = place.files("artifacts/texts")
    ended = subprocess.run(
        ["bash", "-c", line],
        cwd=place.folder,
        env=place.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (status, "")
    assert ended.stdout.startswith(said)
    assert place.files("artifacts/texts") == before


def test_files_are_readable_to_others_as_the_mask_says(place: Clone) -> None:
    assert verb(place, "serialize").returncode == 0
    mode = (place.folder / "artifacts/texts/CA.parquet").stat().st_mode
    mask = os.umask(0)
    os.umask(mask)
    assert mode & 0o777 == 0o666 & ~mask


def test_an_out_that_is_a_link_is_written_through_and_nothing_else_is_touched(
    place: Clone, tmp_path: Path
) -> None:
    texts = place.folder / "artifacts/texts"
    before = place.files("artifacts/texts")
    elsewhere = tmp_path / "elsewhere"
    texts.rename(elsewhere)
    texts.symlink_to(elsewhere)
    try:
        assert verb(place, "serialize").returncode == 0
        found = {f"artifacts/texts/{path.name}": path.read_bytes() for path in elsewhere.iterdir()}
        assert found == before
    finally:
        texts.unlink()
        elsewhere.rename(texts)


def test_a_traceback_is_one_variable_away(place: Clone) -> None:
    plain = verb(place, "train", "hashin", "lr")
    assert (plain.returncode, plain.stderr.count("\n")) == (1, 1)
    full = verb(place, "train", "hashin", "lr", FLATLINE_TRACEBACK="1")
    assert full.returncode == 1
    assert "Traceback (most recent call last)" in full.stderr
    assert plain.stderr.strip() in full.stderr.replace('\\"', '"')


def test_pieces_that_vanish_are_made_anew(place: Clone) -> None:
    before = place.files("artifacts/predictions/tabular/lr")
    store = place.folder / ".flatline"
    store.rename(place.folder / "gone")
    ended = verb(place, "baseline", "lr")
    assert "8 trained, 0 taken from pieces" in ended.stdout
    assert place.files("artifacts/predictions/tabular/lr") == before


def test_pieces_with_other_bytes_are_made_anew(place: Clone) -> None:
    before = place.files("artifacts/predictions/tabular/lr")
    pieces = [path for path in (place.folder / ".flatline/pieces").rglob("*") if path.is_file()]
    for piece in pieces:
        content = piece.read_bytes()
        piece.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    ended = verb(place, "baseline", "lr")
    assert "8 trained, 0 taken from pieces" in ended.stdout
    assert place.files("artifacts/predictions/tabular/lr") == before


@pytest.mark.slow
@pytest.mark.parametrize("moment", [0, 4_000_000_000], ids=["1970", "2096"])
def test_a_clock_set_back_or_forth_runs_nothing_and_changes_nothing(
    finished: Clone, tmp_path: Path, moment: int
) -> None:
    """DVC asks whether a file's time is another one, not whether it is later."""
    clone = finished.copy(tmp_path / "clone")
    before = clone.lock(), clone.files("reports", "artifacts")
    for folder in ("stages", "conf", "artifacts", "reports", ".flatline", ".dvc/cache"):
        for path in (clone.folder / folder).rglob("*"):
            os.utime(path, (moment, moment))
    assert clone.repro() == []
    assert (clone.lock(), clone.files("reports", "artifacts")) == before
    clone.compose("families.lr.grid.C=[0.01,1.0]")
    os.utime(clone.folder / "params.yaml", (moment, moment))
    assert "train@hashing-lr" in clone.repro("train")


@pytest.mark.slow
def test_a_second_run_in_the_same_workspace_is_refused_and_the_first_ends_well(
    finished: Clone, tmp_path: Path
) -> None:
    clone = finished.copy(tmp_path / "clone")
    lock = clone.lock()
    first = clone.start("dvc", "repro", "--force", "prepare", "serialize")
    busy = clone.folder / ".dvc/tmp/rwlock"
    while first.poll() is None and not (busy.is_file() and "write" in busy.read_text()):
        time.sleep(0.05)
    second = clone.start("dvc", "repro", "--force", "prepare")
    said, _ = second.communicate(timeout=300)
    by_hand = verb(clone, "serialize")
    first.communicate(timeout=300)
    assert (first.returncode, second.returncode) == (0, 255)
    assert "is busy, it is being blocked by" in said
    assert by_hand.returncode == 0 or "prepare" in by_hand.stderr
    clone.repro()
    assert clone.lock() == lock


@pytest.mark.slow
@pytest.mark.parametrize("name", ["-leading dash", 'täbs \'n "quotes" $HOME `x`', "d" * 200])
def test_a_workspace_of_any_name_runs_to_the_same_lock(
    finished: Clone, tmp_path: Path, name: str
) -> None:
    clone = finished.copy(tmp_path / name)
    lock = clone.lock()
    assert clone.repro("--force", "serialize") == ["prepare", "serialize"]
    assert clone.lock() == lock
