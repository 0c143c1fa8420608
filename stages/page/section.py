"""One section of the page: a section of the summary with charts above its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from stages.page.drawing import Drawing
from stages.page.words import blocks
from stages.summary.findings import Findings


@dataclass(frozen=True)
class Section:
    """`name`: its anchor; `short`: its line in the contents; `html`: the whole element.

    `drawings`: the charts in it whose rows have to stand in the page's data.
    """

    name: str
    short: str
    html: str
    drawings: Sequence[Drawing] = ()


@dataclass(frozen=True)
class Charts:
    """Drawings, which stand below a section's first paragraph, and HTML of our own.

    `part`: what the section is a part of, said above its heading; `above` its other words, after
    the drawings; `below` all of them.
    """

    part: str = ""
    drawings: Sequence[Drawing | None] = ()
    above: str = ""
    below: str = ""


def told(
    found: Findings, name: str, short: str, markdown: str, charts: Charts | None = None
) -> Section:
    """A section of the summary: its heading, its charts, its blocks."""
    heading, _, words = markdown.partition("\n")
    title = heading.removeprefix("## ")
    given = charts or Charts()
    drawn = [drawing for drawing in given.drawings if drawing is not None]
    frames = "".join(drawing.html() for drawing in drawn)
    lead, _, rest = words.strip().partition("\n\n") if drawn else ("", "", words)
    opening, others = (blocks(part, title, found.setting.families) for part in (lead, rest))
    eyebrow = f'<p class="eyebrow">{escape(given.part)}</p>\n' if given.part else ""
    html = (
        f'<section id="{name}" aria-labelledby="{name}-title">\n{eyebrow}'
        f'<h2 id="{name}-title">{escape(title)}</h2>\n{opening}{frames}{given.above}'
        f"{others}{given.below}</section>\n"
    )
    return Section(name, short, html, drawn)


def if_told(
    found: Findings, name: str, short: str, markdown: str, charts: Charts | None = None
) -> list[Section]:
    """The section in a list, which is empty where the summary has no such section."""
    return [told(found, name, short, markdown, charts)] if markdown else []
