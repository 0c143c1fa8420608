"""Markdown pieces: names made harmless, tables, lists, pictures."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from stages.summary.numbers import UNKNOWN

_SPECIAL: Final = re.compile(r"([\\`*\[\]<>|~#!&$])")
_EDGE_UNDERSCORE: Final = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_BLANK: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_UNSEEN: Final = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")


def plain(name: object) -> str:
    """`name` on one line; marks that nobody sees, such as those that turn text, by their number."""
    line = _BLANK.sub(" ", str(name)).strip()
    return _UNSEEN.sub(lambda mark: f"(U+{ord(mark.group()):04X})", line)


def escape(name: object) -> str:
    """`name` as plain text on one line: no markup, no table border, no HTML can come of it."""
    return _EDGE_UNDERSCORE.sub(r"\\_", _SPECIAL.sub(r"\\\1", plain(name)))


def code(name: object) -> str:
    """`name` in code type on one line; inside backticks where those suffice, else as plain text."""
    line = plain(name)
    return f"`{line}`" if line and not set(line) & set("`|\\") else escape(line)


def table(header: Sequence[str], rows: Iterable[Sequence[str]], text_columns: int = 1) -> str:
    """A table whose first `text_columns` columns are aligned left and the others right.

    Cells are Markdown already. Raises ValueError for a row of another length than the header.
    """
    body = [list(row) for row in rows]
    for row in body:
        if len(row) != len(header):
            raise ValueError(f"Got a row of {len(row)} cells; expected {len(header)}: {header}.")
    rule = [":--" if place < text_columns else "--:" for place in range(len(header))]
    return "\n".join("| " + " | ".join(row) + " |" for row in [list(header), rule, *body])


def telling_columns(header: Sequence[str], rows: Sequence[Sequence[str]], text_columns: int) -> str:
    """The table without the columns in which every cell is unknown."""
    told = [place for place in range(len(header)) if any(row[place] != UNKNOWN for row in rows)]
    body = ([row[place] for place in told] for row in rows)
    return table([header[place] for place in told], body, text_columns)


def bullets(lines: Iterable[str]) -> str:
    """A list, one line each."""
    return "\n".join(f"- {line}" for line in lines)


def section(title: str, *blocks: str) -> str:
    """A heading with its blocks below, blank lines between them; empty blocks are left out."""
    return "\n\n".join([f"## {title}", *(block for block in blocks if block)])


def quoted(*blocks: str) -> str:
    """Blocks as one box (a block quote)."""
    lines = "\n\n".join(block for block in blocks if block).split("\n")
    return "\n".join(f"> {line}" if line else ">" for line in lines)


def picture(caption: str, path: str) -> str:
    """A picture by its relative path."""
    return f"![{escape(caption)}]({path})"
