"""Tables get their caption, and a frame that scrolls where the table is wider than the page."""

from collections.abc import Sequence
from html import escape
from itertools import takewhile

from markdown_it.token import Token


def with_captions(tokens: Sequence[Token], title: str) -> list[Token]:
    """The tokens with a caption in every table.

    It is the paragraph before the table where that opens in bold; a table without one is captioned
    with the section's `title`, for ears alone.
    """
    told: list[Token] = []
    for token in tokens:
        if token.type == "table_open":
            caption = _taken(told)
            told += [_frame(caption, title), token, *_caption(caption, title)]
        else:
            told.append(token)
            if token.type == "table_close":
                told.append(_raw("</div>\n"))
    return told


def _taken(told: list[Token]) -> list[Token]:
    """The caption's tokens, taken out of the paragraph that has just been told."""
    if len(told) < 3 or told[-1].type != "paragraph_close" or told[-2].type != "inline":
        return []
    children = told[-2].children or []
    opens = [child.type for child in children if child.content or child.nesting][:1]
    if opens != ["strong_open"]:
        return []
    del told[-3:]
    return children


def _caption(caption: list[Token], title: str) -> list[Token]:
    if not caption:
        return [_raw(f'<caption class="unseen">{escape(title)}</caption>\n')]
    words = Token("inline", "", 0, children=caption)
    return [_raw("<caption>"), words, _raw("</caption>\n")]


def _frame(caption: list[Token], title: str) -> Token:
    """A table's name is what stands in bold, the section's title elsewhere."""
    bold = takewhile(lambda token: token.type != "strong_close", caption)
    words = "".join(token.content for token in bold).strip(" .:") or title
    return _raw(f'<div class="wide" role="region" tabindex="0" aria-label="{escape(words)}">')


def _raw(html: str) -> Token:
    """HTML of our own; what comes from data in it is escaped already."""
    return Token("html_block", "", 0, content=html)
