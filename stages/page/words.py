"""The summary's Markdown as HTML: one wording, two papers. Raw HTML in it is never let through."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from itertools import pairwise
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from stages.metrics.verdict import Verdict
from stages.page.captions import with_captions
from stages.summary.claims import VERDICTS
from stages.summary.line_words import verdict_words

CHIPS: Final = {
    **{verdict_words(one): one.replace("_", "-") for one in Verdict},
    VERDICTS["supported"]: Verdict.HOLDS.value,
    VERDICTS["contradicted"]: Verdict.SPURIOUS.value,
}
"""The class of the style sheet by the verdict's words, on a line or on a claim."""

_RIGHT_TO_LEFT: Final = (
    "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"
)
_TURNED: Final = re.compile(f"[{_RIGHT_TO_LEFT}](?:[^<&]*[{_RIGHT_TO_LEFT}])?")
_SIDE: Final = re.compile(r"^text-align:(left|right|center)$")


def isolated(text: str) -> str:
    """Text as HTML; what is written from right to left can't reorder what stands beside it."""
    return _TURNED.sub(lambda run: f"<bdi>{run.group()}</bdi>", escape(text))


def blocks(markdown: str, title: str, families: Sequence[str] = ()) -> str:
    """Paragraphs, lists and tables of one section; `title` captions tables that have none.

    Pictures are left out (the page draws its own); `families` names are marked with their colour.
    """
    tokens = [token for token in _parser().parse(markdown) if token.type != "html_block"]
    tokens = with_captions(_without_pictures(tokens), title)
    classes = {name: f"family f{place}" for place, name in enumerate(families)}
    for before, token in pairwise([Token("", "", 0), *tokens]):
        _style(token, classes)
        _head(before, token)
    return str(_parser().renderer.render(tokens, _parser().options, {}))


def inline(markdown: str) -> str:
    """One line of Markdown as HTML, without a paragraph around it."""
    return str(_parser().renderInline(markdown))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image"])
    parser.add_render_rule("text", _text)
    parser.add_render_rule("code_inline", _code)
    return parser


def _text(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: object, env: object
) -> str:
    return isolated(tokens[place].content)


def _code(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: object, env: object
) -> str:
    """Code that may be broken after a comma, as between the settings of a configuration."""
    token = tokens[place]
    words = isolated(token.content).replace(",", ",<wbr>")
    return f"<code{renderer.renderAttrs(token)}>{words}</code>"


def _without_pictures(tokens: Sequence[Token]) -> list[Token]:
    """Paragraphs that hold nothing but links with a ! before them are gone."""
    kept: list[Token] = []
    for token in tokens:
        kept.append(token)
        if token.type == "paragraph_close" and _is_picture(kept[-2]):
            del kept[-3:]
    return kept


def _is_picture(token: Token) -> bool:
    return token.type == "inline" and re.match(r"!\[[^\]]*\]\(planes/", token.content) is not None


def _style(token: Token, classes: Mapping[str, str]) -> None:
    """Classes in place of style attributes, which the page's policy forbids."""
    side = _SIDE.match(str(token.attrs.pop("style", "")))
    if side:
        token.attrs["class"] = side.group(1)
    for child, after in pairwise([*(token.children or []), Token("", "", 0)]):
        if child.type == "code_inline" and child.content in classes:
            child.attrs["class"] = classes[child.content]
        if child.type == "strong_open" and after.content in CHIPS:
            child.attrs["class"] = f"verdict {CHIPS[after.content]}"


def _head(before: Token, token: Token) -> None:
    """Headers say what they head; a verdict alone in a cell, where no name stands, looks so."""
    if token.type == "th_open":
        token.attrs["scope"] = "col"
    is_figure = before.type == "td_open" and before.attrs.get("class") == "right"
    if is_figure and token.content in CHIPS:
        chip = f'<strong class="verdict {CHIPS[token.content]}">{token.content}</strong>'
        token.children = [Token("html_inline", "", 0, content=chip)]
