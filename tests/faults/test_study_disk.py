"""A full disk and folders that can't be written, under the verbs of study=diagnosis."""

import errno
import os
import resource
import shutil
import subprocess
from pathlib import Path

import pytest

from stages.mistakes import explained
from tests.faults.conftest import Mount
from tests.faults.test_study_damage import files
from tests.faults.whole_study import ARM, CERTIFY, DIAGNOSE, PRESCRIBE, REMEDY, Act

FULL = "Make room; what was finished is kept: run it again."


def told(act: Act) -> str:
    with pytest.raises(OSError) as caught:  # noqa: PT011
        act.run()
    return explained(caught.value) or repr(caught.value)


@pytest.mark.parametrize("act", [REMEDY, PRESCRIBE], ids=lambda act: act.verb)
def test_a_full_disk_is_told_with_the_file_and_leaves_only_whole_files(
    study: Path, mount: Mount, act: Act
) -> None:
    whole = files(study / act.out)
    mount(study / act.out, ["-t", "tmpfs", "-o", "size=8k", "tmpfs"])
    line = told(act)
    assert line.startswith(f"No space left on device: {act.out}/")
    assert line.endswith(FULL)
    assert files(study / act.out).items() <= whole.items()


def test_a_full_store_of_pieces_is_told_and_no_table_is_written(study: Path, mount: Mount) -> None:
    shutil.rmtree(DIAGNOSE.out)
    pieces = study / ".flatline/pieces"
    pieces.mkdir(parents=True)
    mount(pieces, ["-t", "tmpfs", "-o", "size=16k", "tmpfs"])
    line = told(DIAGNOSE)
    assert line.startswith("No space left on device: .flatline/pieces/")
    assert line.endswith(FULL)
    assert not DIAGNOSE.out.exists()


def test_a_disk_without_room_for_vectors_ends_no_process_with_a_signal(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Room is taken first: a map that finds none later would be a bus error."""

    def full(*_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = files(study)
    monkeypatch.setattr(os, "posix_fallocate", full)
    line = told(REMEDY)
    assert line == f"No space left on device: artifacts/vectors/{ARM}+standardize/CA.npy. {FULL}"
    assert files(study) == before


def test_vectors_beyond_a_quota_are_told(study: Path) -> None:
    before = files(study)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limits[1]))
    try:
        line = told(REMEDY)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert line.startswith(f"File too large: artifacts/vectors/{ARM}+standardize/CA.npy.")
    assert files(study) == before


@pytest.mark.parametrize("act", [REMEDY, CERTIFY, PRESCRIBE], ids=lambda act: act.verb)
def test_a_folder_that_can_not_be_written_is_named_and_keeps_what_it_had(
    study: Path, mount: Mount, act: Act
) -> None:
    before = files(study / act.out)
    target = study / act.out
    mount(target, ["--bind", str(target)])
    done = subprocess.run(["mount", "-o", "remount,ro,bind", str(target)], check=False)
    if done.returncode:
        pytest.skip("no right to mount a folder read-only")
    line = told(act)
    assert line.startswith(f"Read-only file system: {act.out}/")
    assert line.endswith("Let this user write there, then run it again.")
    assert files(study / act.out) == before
