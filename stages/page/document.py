"""index.html, whole: words, tables and charts in one file that loads nothing."""

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from html import escape
from string import Template
from typing import Final

import pandas as pd

from stages.charts.palette import family_colours
from stages.charts.pictures_by_name import pictures_by_name
from stages.page.before_after import before_after
from stages.page.dataset import Gathered, dataset
from stages.page.parts import part
from stages.page.section import Section
from stages.page.sections import sections
from stages.page.verdicts import verdict_section
from stages.page.words import inline
from stages.summary.findings import Findings
from stages.summary.markdown import escape as escape_words
from stages.summary.markdown import plain
from stages.summary.opening import sizes, source_and_targets

STYLES: Final = ("page.css", "charts.css", "drawings.css")
SCRIPTS: Final = (
    "rows.js", "tip.js", "plane.js", "controls.js", "ratios.js", "drawings.js", "before.js",
    "tables.js", "start.js",
)  # fmt: skip
UNSAFE: Final = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def page(found: Findings, points: pd.DataFrame, library: str) -> str:
    """The page as HTML: the same text for the same findings.

    `points`: the records of plane.json; `library`: the script that sets `vegaEmbed`.
    Names from data are text in the words and JSON in the data; the policy allows the page's own two
    scripts, by their hash, and no request of any kind.
    """
    told = [verdict_section(found), *sections(found)]
    style = _style(found.setting.families)
    script = "\n".join(part(name) for name in SCRIPTS)
    return Template(part("page.html")).substitute(
        policy=_policy(style, (library, script)),
        title=escape(f"{plain(found.setting.arm)} under audit"),
        style=style,
        heading=f"<bdi>{escape(plain(found.setting.arm))}</bdi> under audit",
        lead=inline(f"on {escape_words(found.setting.data)}"),
        domains=inline(source_and_targets(found)),
        sizes=inline(_sentence(sizes(found))),
        contents="".join(_entry(section) for section in told),
        body="\n".join(section.html for section in told),
        dataset=safe_json(_data(Gathered(found, points), told)),
        pictures=_pictures(tuple(found.setting.families)),
        library=library,
        script=script,
    )


def safe_json(tree: object) -> str:
    """JSON that is inert inside a script element: no <, >, &, nor any sign beyond ASCII."""
    return json.dumps(tree, allow_nan=False, separators=(",", ":")).translate(UNSAFE)


@cache
def _pictures(families: tuple[str, ...]) -> str:
    """All pictures as Vega, without data."""
    return safe_json(pictures_by_name(list(family_colours(families).values())))


def _data(gathered: Gathered, told: Sequence[Section]) -> dict[str, object]:
    """Everything that scripts read: the planes' columns, and the rows of every drawing."""
    drawings = {one.name: one.data() for section in told for one in section.drawings}
    return {**dataset(gathered), "before": before_after(gathered), "drawings": drawings}


def _policy(style: str, scripts: Sequence[str]) -> str:
    """Nothing may be loaded or sent, and only these scripts and this style sheet count."""
    allowed = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _style(families: Sequence[str]) -> str:
    inks = "".join(
        f".f{place}{{--mark:{colour}}}"
        for place, colour in enumerate(family_colours(families).values())
    )
    return "\n".join([*(part(name) for name in STYLES), inks])


def _entry(section: Section) -> str:
    return f'<li><a href="#{section.name}">{escape(section.short)}</a></li>'


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
