"""Checksums beside the files of a folder."""

import json
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.storage.damage import DamagedFileError, reading
from stages.storage.left_overs import remove_others
from stages.storage.seal import SEAL, begin, check, check_complete, seal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.bin").write_bytes(b"alpha")
    (tmp_path / "b.bin").write_bytes(b"beta")
    (tmp_path / ".b.bin.1.tmp").write_bytes(b"left by a kill")
    seal(tmp_path)
    return tmp_path


def test_a_seal_names_every_file_but_itself_and_what_a_kill_left(folder: Path) -> None:
    assert list(json.loads((folder / SEAL).read_text(encoding="utf-8"))) == ["a.bin", "b.bin"]
    before = (folder / SEAL).read_bytes()
    seal(folder)
    assert (folder / SEAL).read_bytes() == before


def test_the_check_gives_the_sha256_that_the_seal_names(folder: Path) -> None:
    listed = json.loads((folder / SEAL).read_text(encoding="utf-8"))
    assert check(folder / "a.bin") == listed["a.bin"]


@given(place=st.integers(0, 4), bit=st.integers(0, 7))
def test_any_bit_that_flips_is_found(
    tmp_path_factory: pytest.TempPathFactory, place: int, bit: int
) -> None:
    folder = tmp_path_factory.mktemp("flip")
    (folder / "a.bin").write_bytes(b"alpha")
    seal(folder)
    content = bytearray(b"alpha")
    content[place] ^= 1 << bit
    (folder / "a.bin").write_bytes(bytes(content))
    with pytest.raises(DamagedFileError, match="not those that were written"):
        check(folder / "a.bin")


def test_a_file_that_came_later_is_not_of_this_folder(folder: Path) -> None:
    (folder / "c.bin").write_bytes(b"c")
    with pytest.raises(DamagedFileError, match="not in checksums"):
        check(folder / "c.bin")


def test_without_a_seal_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    (tmp_path / "mine.npy").write_bytes(b"mine")
    assert len(check(tmp_path / "mine.npy")) == 64


def test_a_missing_file_stays_a_missing_file(folder: Path) -> None:
    with pytest.raises(FileNotFoundError):
        check(folder / "gone.bin")


def test_the_error_comes_back_whole_from_a_worker() -> None:
    error = DamagedFileError("artifacts/x", "why")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (again.path, again.why, str(again)) == ("artifacts/x", "why", str(error))


def test_what_a_library_says_is_cut_to_its_first_line(tmp_path: Path) -> None:
    with pytest.raises(DamagedFileError) as caught, reading(tmp_path / "x"):
        raise ValueError("no magic bytes.\nsecond line")
    assert str(caught.value) == f"{tmp_path / 'x'} is damaged (no magic bytes)."


def test_a_sealed_folder_of_tables_is_what_a_stage_wrote(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "t.parquet").write_bytes(b"t")
    seal(tmp_path / "old")
    assert remove_others(tmp_path, ["new"]) == [tmp_path / "old"]


def test_what_a_kill_leaves_of_a_folder_that_was_begun_is_refused_and_can_be_cleared(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "arm"
    begin(folder)
    (folder / "limits.csv").write_bytes(b"half of the tables")
    with pytest.raises(DamagedFileError, match="not in checksums"):
        check(folder / "limits.csv")
    with pytest.raises(DamagedFileError, match="its stage was stopped"):
        check_complete(folder)
    assert remove_others(tmp_path, []) == [folder]


def test_a_complete_folder_has_every_file_that_its_seal_lists(folder: Path, tmp_path: Path) -> None:
    check_complete(folder)
    (folder / "a.bin").unlink()
    with pytest.raises(FileNotFoundError) as caught:
        check_complete(folder)
    assert caught.value.filename == str(folder / "a.bin")
    check_complete(tmp_path / "nowhere")


@pytest.mark.parametrize("words", [(2, "Failed to open local file"), ("no such table",)])
def test_a_library_that_misses_a_file_without_its_name_is_told_it(
    tmp_path: Path, words: tuple[object, ...]
) -> None:
    with pytest.raises(FileNotFoundError) as caught, reading(tmp_path / "x"):
        raise FileNotFoundError(*words)
    assert caught.value.filename == str(tmp_path / "x")
