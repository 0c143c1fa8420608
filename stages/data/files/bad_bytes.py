"""Bytes that are no text in the encoding that a file is said to have: where, and what to do."""

from pathlib import Path
from typing import Final

import numpy as np

from stages.data.files.faults import places

_LOOKED_AT: Final = 16
_ESCAPED: Final = range(0xDC80, 0xDD00)
_UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


def bad_bytes(path: Path, encoding: str) -> tuple[str, str]:
    """What is wrong, naming the lines, and its cure."""
    name = encoding.removesuffix("-sig")
    with path.open("rb") as stream:
        start = stream.read(_LOOKED_AT)
    if _is_unmarked(start):
        said = f"utf-16-{'be' if start[0] == 0 else 'le'}"
        cure = f"Add `csv: {{encoding: {said}}}` to the description, or save the file as UTF-8."
        return "this is UTF-16 without the mark that tells its order of bytes", cure
    if start[:2] in _UTF_16_MARKS and not name.startswith("utf-16"):
        cure = "Add `csv: {encoding: utf-16}` to the description, or save the file as UTF-8."
        return f"this is UTF-16, not {name}", cure
    lines = _bad_lines(path, encoding)
    where = f" in {places('line', np.array(lines))}" if lines else ""
    cure = (
        "Save the file as UTF-8, or name its encoding in the description, such as "
        "`csv: {encoding: cp1252}` for a table saved by Excel in western Europe."
    )
    return f"bytes that are no {name}{where}", cure


def demand_marked(path: Path, encoding: str) -> None:
    """UnicodeError for UTF-16 without its mark that is read as something else.

    Every other byte of it is 0, which most encodings take for a character.
    """
    with path.open("rb") as stream:
        start = stream.read(_LOOKED_AT)
    if _is_unmarked(start) and not encoding.startswith(("utf-16-", "utf-32")):
        raise UnicodeError


def _is_unmarked(start: bytes) -> bool:
    """Whether every other byte is 0, and no other one."""
    even, odd = start[::2], start[1::2]
    return any(not any(one) and all(two) for one, two in ((even, odd), (odd, even)) if one and two)


def _bad_lines(path: Path, encoding: str) -> list[int]:
    """Lines, counted from 1, with a byte that the encoding has no character for."""
    try:
        with path.open(encoding=encoding, errors="surrogateescape") as stream:
            return [
                number
                for number, line in enumerate(stream, 1)
                if any(ord(sign) in _ESCAPED for sign in line if sign >= "\ud800")
            ]
    except UnicodeError:
        return []
