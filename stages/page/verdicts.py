"""The verdict: three questions as three cards, then the table of the lines."""

from html import escape
from string import Template
from typing import Final

from stages.page.section import Section
from stages.page.words import blocks, inline
from stages.summary.findings import Findings
from stages.summary.verdict_box import Answer, answers, lead
from stages.summary.verdict_lines import MEANT, family_verdicts, pooled_verdicts

BOX: Final = Template(
    '<section id="verdict" aria-labelledby="verdict-title">\n<h2 id="verdict-title">Verdict</h2>\n'
    '<div class="cards">$cards</div>\n<p class="note">$lead</p>\n$lines</section>\n'
)


def verdict_section(found: Findings) -> Section:
    """The box at the top of the page."""
    families = found.setting.families
    lines = f"{pooled_verdicts(found)}\n\n{MEANT}\n\n{family_verdicts(found)}"
    html = BOX.substitute(
        cards="".join(_card(answer) for answer in answers(found)),
        lead=inline(lead(found)),
        lines=blocks(lines, "Verdicts on the lines, per target", families),
    )
    return Section("verdict", "Verdict", html)


def _card(answer: Answer) -> str:
    told = "".join(map(_definition, answer.told))
    return f"<article><h3>{escape(answer.question)}</h3><dl>{told}</dl></article>\n"


def _definition(told: str) -> str:
    label, colon, words = told.partition(": ")
    if not colon:
        return f"<dd>{inline(told)}</dd>"
    return f"<dt>{inline(label)}</dt><dd>{inline(words)}</dd>"
