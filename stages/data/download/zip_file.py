"""One table out of a zip archive that nobody vouches for; nothing is ever unpacked to disk."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

MAGIC: Final = b"PK\x03\x04"
ENCRYPTED: Final = 0x1
METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
CHUNK: Final = 1 << 20


@dataclass(frozen=True)
class Member:
    """The one table that an archive must hold.

    name: exactly; alike: a pattern of names of which there must be no other; largest: bytes
    unpacked, declared as well as real.
    """

    name: str
    alike: str
    largest: int

    @contextmanager
    def open(self, archive: Path) -> Iterator["Limited"]:
        """The table's bytes as a stream; ValueError says what is wrong with the archive."""
        try:
            with (
                zipfile.ZipFile(archive) as content,
                content.open(self._found(content, archive)) as stream,
            ):
                yield Limited(stream, self.largest, archive.name)
        except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
            raise ValueError(
                f"Got {archive.name}, a broken zip archive ({error}); expected {self.name} in it."
            ) from error

    def check(self, archive: Path) -> None:
        """Read the table to its end, check sums included; ValueError where anything is wrong."""
        with archive.open("rb") as stream:
            head = stream.read(len(MAGIC))
        if head != MAGIC:
            raise ValueError(
                f"Got {archive.name} that begins with {head!r}; expected a zip archive ({MAGIC!r})."
                " A page that says `forbidden` may have been saved under this name."
            )
        with self.open(archive) as stream:
            while stream.read(CHUNK):
                pass

    def _found(self, content: zipfile.ZipFile, archive: Path) -> zipfile.ZipInfo:
        infos = content.infolist()
        names = [info.filename for info in infos]
        if unsafe := [name for name in names if not _is_plain(name)]:
            raise ValueError(
                f"Got {archive.name} with the path {unsafe[0]!r} in it; expected plain file names."
                " Don't unpack it: it would write elsewhere."
            )
        tables = [info for info in infos if re.fullmatch(self.alike, info.filename, re.IGNORECASE)]
        if [info.filename.lower() for info in tables] != [self.name]:
            raise ValueError(
                f"Got {archive.name} with {', '.join(map(repr, names[:5])) or 'nothing'} in it;"
                f" expected one table, {self.name}. Is it of another state or year?"
            )
        info = tables[0]
        if info.flag_bits & ENCRYPTED or info.compress_type not in METHODS:
            raise ValueError(
                f"Got {info.filename} in {archive.name} encrypted or compressed in an unknown way"
                f" (method {info.compress_type}); expected it stored or deflated."
            )
        if info.file_size > self.largest:
            raise ValueError(_too_large(archive.name, info.file_size, self.largest))
        return info


class Limited(io.RawIOBase):
    """A stream that refuses to give more than `largest` bytes, whatever its archive declares."""

    def __init__(self, stream: IO[bytes], largest: int, name: str) -> None:
        """Wrap a stream; `name` is for the error."""
        super().__init__()
        self._stream = stream
        self._largest = largest
        self._name = name
        self._given = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, never more than a mebibyte; ValueError beyond the limit."""
        chunk = self._stream.read(CHUNK if size < 0 else min(size, CHUNK))
        self._given += len(chunk)
        if self._given > self._largest:
            raise ValueError(_too_large(self._name, self._given, self._largest))
        return chunk


def _is_plain(name: str) -> bool:
    """Whether a name stays inside the folder it would be unpacked to."""
    path = PurePosixPath(name)
    risky = "\\" in name or ":" in name or "\0" in name
    return bool(name) and not (risky or path.is_absolute() or ".." in path.parts)


def _too_large(name: str, length: int, largest: int) -> str:
    return (
        f"Got a table of {length:,} bytes or more in {name}; expected at most {largest:,}"
        " (largest_table): this may be a zip bomb. Raise the limit only for a file that you trust."
    )
