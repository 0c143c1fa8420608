from pathlib import Path

import pytest

from stages.data.download.checksum import expect, note_path, noted, write_note
from stages.storage.checksum import sha256_of

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_the_note_holds_the_sum_in_the_format_of_sha256sum(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"abc")
    assert noted(path) is None
    write_note(path, sha256_of(path))
    assert note_path(path).read_text() == f"{ABC}  x.zip\n"
    assert noted(path) == ABC


def test_a_note_without_a_sum_is_named(tmp_path: Path) -> None:
    note_path(tmp_path / "x.zip").write_bytes(b"\xff")
    with pytest.raises(ValueError, match="without a SHA-256"):
        noted(tmp_path / "x.zip")


def test_another_sum_is_refused_with_both() -> None:
    expect(ABC, ABC.upper(), "data.sha256")
    with pytest.raises(ValueError, match=rf"Got sha256 {ABC}; expected 00, as conf says"):
        expect(ABC, "00", "conf")
