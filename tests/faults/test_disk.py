"""A full disk and a folder that can't be written: one line with the cure, no half of a file."""

import subprocess
from pathlib import Path

import pytest

from tests.faults.conftest import Mount, verb
from tests.pipeline import Clone


def test_a_full_disk_is_told_with_the_file_and_leaves_only_whole_files(
    place: Clone, mount: Mount
) -> None:
    whole = place.files("artifacts/texts")
    mount(place.folder / "artifacts/texts", ["-t", "tmpfs", "-o", "size=48k", "tmpfs"])
    done = verb(place, "serialize")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("No space left on device: artifacts/texts/")
    assert done.stderr.endswith("Make room; what was finished is kept: run it again.\n")
    assert place.files("artifacts/texts").items() <= whole.items()


def test_a_full_store_of_pieces_ends_a_worker_and_the_stage_in_one_line(
    place: Clone, mount: Mount
) -> None:
    before = place.files("artifacts")
    pieces = place.folder / ".flatline/pieces"
    mount(pieces, ["-t", "tmpfs", "-o", "size=16k", "tmpfs"])
    done = verb(place, "baseline", "lr")
    assert done.returncode == 1
    assert done.stderr.startswith("No space left on device: ")
    assert ".flatline/pieces/" in done.stderr
    assert done.stderr.count("\n") == 1
    assert place.files("artifacts") == before


def test_after_room_was_made_the_same_bytes_come(place: Clone) -> None:
    before = place.files("artifacts/texts")
    assert verb(place, "serialize").returncode == 0
    assert place.files("artifacts/texts") == before


@pytest.mark.parametrize(
    ("words", "folder"),
    [(["serialize"], "artifacts/texts"), (["audit"], "reports"), (["report"], "reports")],
)
def test_a_folder_that_can_not_be_written_is_named_and_keeps_what_it_had(
    place: Clone, mount: Mount, words: list[str], folder: str
) -> None:
    before = place.files(folder)
    target = place.folder / folder
    mount(target, ["--bind", str(target)])
    done = subprocess.run(["mount", "-o", "remount,ro,bind", str(target)], check=False)
    if done.returncode:
        pytest.skip("no right to mount a folder read-only")
    ended = verb(place, *words)
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"Read-only file system: {folder}/")
    assert ended.stderr.endswith("Let this user write there, then run it again.\n")
    assert place.files(folder) == before


def test_a_file_that_grows_beyond_its_limit_is_told(place: Clone, tmp_path: Path) -> None:
    """RLIMIT_FSIZE, as a quota would, where mounts are not allowed."""
    before = place.files("artifacts/texts")
    command = "ulimit -f 8; trap '' XFSZ; exec python -m stages.serialize"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=place.folder,
        env=place.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("File too large: artifacts/texts/")
    assert place.files("artifacts/texts") == before
