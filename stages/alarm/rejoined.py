"""A stream that was read from, whole again."""

import io
import sys
from typing import BinaryIO, Final

BLOCK: Final = 1 << 22


class Rejoined(io.RawIOBase):
    """A stream with the bytes that were read off its front put back."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        """`start` comes first, then what is left of `rest`."""
        super().__init__()
        self._start = start
        self._rest = rest

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, most: int = -1) -> bytes:
        """At most so many bytes, all of them where it is negative; none at the end."""
        if most < 0:
            most = sys.maxsize
        found, self._start = self._start[:most], self._start[most:]
        return found or self._rest.read(min(most, BLOCK))
