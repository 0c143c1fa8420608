"""A chart of the page: words as HTML, rows as JSON; a script hands the rows to a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

from stages.charts.pictures_by_name import Picture
from stages.charts.rows_template import PARTS, Part
from stages.page.words import inline
from stages.summary.markdown import plain

Cell = str | float | int | None
DrawnRow = dict[str, Cell]
Rows = Sequence[DrawnRow]
NO_SCRIPT: Final = (
    '<noscript><p class="note">This chart needs JavaScript; the tables below hold its numbers.'
    "</p></noscript>"
)


@dataclass(frozen=True)
class Panel:
    """One picture: `sets` are its rows by the name of their set, `signals` its parameters.

    `title` and `told` are Markdown; `words` says the same to those who can't see, as plain text;
    `height` in pixels. A row's `tip` is shown under the pointer, a line each.
    """

    sets: Mapping[str, Rows]
    words: str
    height: int
    title: str = ""
    told: str = ""
    signals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawing:
    """Panels of one kind under one caption (Markdown).

    `legend`: class of the swatch and its meaning (our own words); `wide`: one panel a row.
    """

    name: str
    picture: Picture
    caption: str
    panels: Sequence[Panel]
    legend: Sequence[tuple[str, str]] = ()
    wide: bool = False

    def html(self) -> str:
        """The frame, empty where the script draws."""
        entries = "".join(
            f'<li><span class="swatch {swatch}"></span>{escape(told)}</li>'
            for swatch, told in self.legend
        )
        legend = f'<ul class="legend" aria-label="Marks">{entries}</ul>' if entries else ""
        panels = "".join(self._panel(place, panel) for place, panel in enumerate(self.panels))
        grid = "drawn wide-drawn" if self.wide else "drawn"
        return (
            f'<div class="paper" id="drawing-{self.name}"><p class="caption">'
            f"{inline(self.caption)}</p>{legend}{NO_SCRIPT}"
            f'<div class="{grid}">{panels}</div></div>\n'
        )

    def data(self) -> dict[str, object]:
        """Plain JSON values: the picture's name, and per panel its sets, signals and height."""
        return {
            "picture": self.picture.value,
            "panels": [
                {
                    "sets": {name: list(rows) for name, rows in panel.sets.items()},
                    "signals": dict(panel.signals),
                    "height": panel.height,
                }
                for panel in self.panels
            ],
        }

    def _panel(self, place: int, panel: Panel) -> str:
        title = f"<h3>{inline(panel.title)}</h3>" if panel.title else ""
        told = f'<p class="told">{inline(panel.told)}</p>' if panel.told else ""
        caption = f"<figcaption>{title}{told}</figcaption>" if title or told else ""
        return (
            f'<figure class="panel">{caption}<div class="chart" role="img" '
            f'data-drawing="{self.name}" data-panel="{place}" '
            f'aria-label="{escape(plain(panel.words))}"></div></figure>'
        )


def rounded(value: float, digits: int = 4) -> float:
    """A number of so many digits that count: the page stays small."""
    return float(f"{value:.{digits}g}")


def bar(row: str, low: float, high: float, part: Part, tip: str = "") -> DrawnRow:
    """A bar or a span of the labelled rows, from `low` to `high`."""
    ends = {"x": rounded(low), "x2": rounded(high)}
    return {"row": row, **ends, "part": PARTS.index(part), "tip": tip}


def dot(row: str, place: float, part: Part, tip: str) -> DrawnRow:
    """A dot of the labelled rows."""
    return {"row": row, "x": rounded(place), "part": PARTS.index(part), "tip": tip}
