"""Archives that nobody vouches for."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from stages.data.download.zip_file import Limited, Member

TABLE = b"a,b\n" + b"1,2\n" * 1000
MEMBER = Member("psam_p06.csv", r"(.*/)?psam_p\d\d\.csv", 10_000)


def archive(folder: Path, *members: tuple[str, bytes]) -> Path:
    path = folder / "csv_pca.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as content:
        for name, body in members:
            content.writestr(name, body)
    return path


def refusal(path: Path, member: Member = MEMBER) -> str:
    with pytest.raises(ValueError, match="Got") as caught:
        member.check(path)
    assert "expected" in str(caught.value)
    return str(caught.value)


def patched(path: Path, old: bytes, new: bytes) -> Path:
    """The archive with some bytes of its headers replaced, both copies of them."""
    body = path.read_bytes()
    assert old in body
    path.write_bytes(body.replace(old, new))
    return path


def test_the_one_table_is_read_beside_other_files(tmp_path: Path) -> None:
    path = archive(tmp_path, ("ACS2018_PUMS_README.pdf", b"%PDF"), ("psam_p06.csv", TABLE))
    MEMBER.check(path)
    with MEMBER.open(path) as stream:
        assert b"".join(iter(lambda: stream.read(100), b"")) == TABLE


@pytest.mark.parametrize(
    "name",
    ["../psam_p06.csv", "/psam_p06.csv", "a/../../x.pdf", "C:x.csv", "..\\x.csv", "..", "a/.."],
)
def test_a_path_that_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    path = archive(tmp_path, ("psam_p06.csv", TABLE), (name, b"x"))
    assert repr(name) in refusal(path)
    assert [found.name for found in tmp_path.iterdir()] == ["csv_pca.zip"]


@pytest.mark.parametrize(
    "names",
    [
        ("psam_p06.csv", "psam_p01.csv"),
        ("psam_p06.csv", "PSAM_P06.CSV"),
        ("psam_p01.csv",),
        ("sub/psam_p06.csv",),
        ("readme.pdf",),
    ],
)
def test_anything_but_one_table_of_the_state_is_refused(
    names: tuple[str, ...], tmp_path: Path
) -> None:
    message = refusal(archive(tmp_path, *((name, TABLE) for name in names)))
    assert "expected one table, psam_p06.csv" in message
    assert all(repr(name) in message for name in names)


def test_a_bomb_is_refused_by_what_it_declares(tmp_path: Path) -> None:
    message = refusal(archive(tmp_path, ("psam_p06.csv", bytes(10_000_000))))
    assert "10,000,000 bytes" in message
    assert "zip bomb" in message


def test_a_bomb_that_declares_little_gives_no_more_than_that(tmp_path: Path) -> None:
    path = archive(tmp_path, ("psam_p06.csv", bytes(10_000_000)))
    patched(path, struct.pack("<I", 10_000_000), struct.pack("<I", 9_000))
    assert "broken zip archive" in refusal(path)


def test_a_stream_ends_at_its_limit_whatever_was_declared() -> None:
    stream = Limited(io.BytesIO(bytes(101)), 100, "csv_pca.zip")
    assert len(stream.read(60)) == 60
    with pytest.raises(ValueError, match="at most 100"):
        stream.read(60)


def test_an_encrypted_table_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path, ("psam_p06.csv", TABLE))
    body = bytearray(path.read_bytes())
    body[6] |= 1
    body[body.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(body)
    assert "encrypted" in refusal(path)


def test_a_table_packed_in_an_unusual_way_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "csv_pca.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as content:
        content.writestr("psam_p06.csv", TABLE)
    assert "method 14" in refusal(path)


def test_a_page_saved_as_an_archive_is_refused_with_its_first_bytes(tmp_path: Path) -> None:
    path = tmp_path / "csv_pca.zip"
    path.write_bytes(b"<html>403 Forbidden</html>")
    assert "begins with b'<htm'" in refusal(path)


@pytest.mark.parametrize("kept", [4, 100, -30])
def test_a_truncated_archive_is_refused(kept: int, tmp_path: Path) -> None:
    path = archive(tmp_path, ("psam_p06.csv", TABLE))
    path.write_bytes(path.read_bytes()[:kept])
    assert "broken zip archive" in refusal(path)


def test_a_flipped_bit_is_found_by_the_check_sum(tmp_path: Path) -> None:
    path = tmp_path / "csv_pca.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as content:
        content.writestr("psam_p06.csv", TABLE)
    patched(path, b"a,b\n1,2", b"a,b\n1,3")
    assert "Bad CRC-32" in refusal(path)
