"""Bytes that are no text in the encoding that a file is said to have: where, and what to do."""

from pathlib import Path
from typing import Final

import numpy as np

from stages.data.files.faults import places

_ESCAPED: Final = range(0xDC80, 0xDD00)
_UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


def bad_bytes(path: Path, encoding: str) -> tuple[str, str]:
    """What is wrong, naming the lines, and its cure."""
    name = encoding.removesuffix("-sig")
    with path.open("rb") as stream:
        start = stream.read(2)
    if start in _UTF_16_MARKS and not name.startswith("utf-16"):
        cure = "Add `csv: {encoding: utf-16}` to the description, or save the file as UTF-8."
        return f"this is UTF-16, not {name}", cure
    lines = _bad_lines(path, encoding)
    where = f" in {places('line', np.array(lines))}" if lines else ""
    cure = (
        "Save the file as UTF-8, or name its encoding in the description, such as "
        "`csv: {encoding: cp1252}` for a table saved by Excel in western Europe."
    )
    return f"bytes that are no {name}{where}", cure


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
