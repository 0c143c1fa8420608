"""What each remedy does: collapses removed and created per family, and the best scores' change."""

import math
from collections.abc import Sequence
from typing import Final

from stages.charts.pictures_by_name import Picture
from stages.charts.rows_template import ROW, Part
from stages.metrics.arm_counts import POOLED
from stages.page.drawing import Drawing, DrawnRow, Panel, bar, dot, rounded
from stages.storage.arms import NO_REMEDY, parts_of
from stages.summary.findings import Findings
from stages.summary.markdown import code, plain
from stages.summary.numbers import Row, number, percent, signed
from stages.summary.remedy_tables import in_order

COUNTS: Final = ("n00", "n01", "n10", "n11")
FOOT: Final = 34
NAMES: Final = 64
DARK: Final = 0.42
ROOM: Final = 1.1
LEAST: Final = 0.01
STAR: Final = "★ "


def remedy_drawings(found: Findings) -> list[Drawing]:
    """Change per family, removed and created in all, best scores: those that are known."""
    made = (_changes(found), _both_ways(found), _scores(found))
    return [drawing for drawing in made if drawing is not None]


def encoder(found: Findings) -> str:
    """The encoder whose remedies are compared: the subject's, its remedy left out."""
    return parts_of(found.setting.arm)[0]


def recommended(found: Findings) -> str:
    """The remedy that is recommended; `none` where none is."""
    rows = [row for row in found.table("recommendation") if row["encoder"] == encoder(found)]
    return str(rows[0]["remedy"]) if rows else NO_REMEDY


def remedies(found: Findings) -> list[str]:
    """Every remedy but none, in the order of the tables."""
    rows = [row for row in _own(found, "remedies") if row["family"] == POOLED]
    return [str(row["remedy"]) for row in in_order(rows) if row["remedy"] != NO_REMEDY]


def _changes(found: Findings) -> Drawing | None:
    names = remedies(found)
    rows = {(str(row["remedy"]), str(row["family"])): row for row in _own(found, "remedies")}
    families = [POOLED, *found.setting.families]
    cells = [
        _cell(found, remedy, family, rows[remedy, family])
        for remedy in names
        for family in families
        if math.isfinite(number(rows.get((remedy, family)), "difference"))
    ]
    if not cells:
        return None
    words = "; ".join(str(cell["tip"]).replace("\n", ": ") for cell in cells)
    panel = Panel(
        sets={"changes": cells},
        words=f"Change of the near-collapse ratio: {words}",
        height=ROW * len(names) + NAMES,
    )
    return Drawing(
        name="changes",
        picture=Picture.CHANGES,
        caption=f"**What each remedy changes on {code(encoder(found))}**: near-collapse ratio on "
        "the source, with the remedy minus without, in hundredths of the grid. "
        "★: recommended.",
        panels=[panel],
        legend=[("part-removed", "less collapse"), ("part-created", "more collapse")],
        wide=True,
    )


def _cell(found: Findings, remedy: str, family: str, row: Row) -> DrawnRow:
    change = number(row, "difference")
    removed, created = (number(row, name) for name in ("n10", "n01"))
    tip = (
        f"{plain(remedy)}, {plain(family)}: {signed(100 * change, 1)} points\n"
        f"{percent(number(row, 'collapse_none'))} → {percent(number(row, 'collapse'))}\n"
        f"{removed:,.0f} removed, {created:,.0f} created"
    )
    return {
        "x": plain(family),
        "y": _label(found, remedy),
        "value": rounded(change),
        "label": signed(100 * change, 0),
        "dark": int(abs(change) > DARK),
        "tip": tip,
    }


def _both_ways(found: Findings) -> Drawing | None:
    rows = {str(row["remedy"]): row for row in _own(found, "remedies") if row["family"] == POOLED}
    bars: list[DrawnRow] = []
    names = [remedy for remedy in remedies(found) if remedy in rows]
    for remedy in names:
        pairs = sum(number(rows[remedy], name) for name in COUNTS)
        removed, created = (number(rows[remedy], name) for name in ("n10", "n01"))
        if not pairs > 0:
            continue
        for count, sign, part in ((removed, -1, Part.REMOVED), (created, 1, Part.CREATED)):
            tip = f"{plain(remedy)}: {count:,.0f} {part.value} of {pairs:,.0f} pairs"
            bars.append(bar(_label(found, remedy), 0.0, sign * count / pairs, part, tip))
    if not bars:
        return None
    ends = [float(row["x2"] or 0) for row in bars]
    return Drawing(
        name="removed",
        picture=Picture.BARS,
        caption="**Collapses removed and created**, as a share of all pairs of one configuration "
        "without and with the remedy, all families together.",
        panels=[_panel(bars, len(names), (min(ends), max(ends)))],
        legend=[("part-removed", "removed"), ("part-created", "created")],
        wide=True,
    )


def _scores(found: Findings) -> Drawing | None:
    names = remedies(found)
    place = {name: k for k, name in enumerate(names)}
    rows = [
        row
        for row in _own(found, "remedy_scores")
        if row["remedy"] in place and math.isfinite(number(row, "difference"))
    ]
    if not rows:
        return None
    rows.sort(key=lambda row: (place[str(row["remedy"])], str(row["domain"])))
    dots = [_score(found, row) for row in rows]
    ends = [number(row, "difference") for row in rows]
    return Drawing(
        name="scores",
        picture=Picture.DOTS,
        caption="**Change of the best macro-F1**, with the remedy minus without, a dot per test "
        "set. Red: it falls by more than half a point.",
        panels=[_panel(dots, len({row["row"] for row in dots}), (min(ends), max(ends)), "dots")],
        legend=[("mark-better", "test set"), ("mark-worse", "falls by more than half a point")],
        wide=True,
    )


def _score(found: Findings, row: Row) -> DrawnRow:
    domain = found.setting.names.get(str(row["domain"]), str(row["domain"]))
    change, low, high = (number(row, name) for name in ("difference", "seed_low", "seed_high"))
    tip = f"{plain(row['remedy'])}, {plain(domain)}\nbest macro-F1 {signed(100 * change, 1)} points"
    if math.isfinite(low) and math.isfinite(high):
        tip += f"\nover seeds {signed(100 * low, 1)} to {signed(100 * high, 1)}"
    part = Part.WORSE if str(row["lowers"]).lower() == "true" else Part.BETTER
    return dot(_label(found, str(row["remedy"])), change, part, tip)


def _panel(
    rows: Sequence[DrawnRow], count: int, ends: tuple[float, float], name: str = "bars"
) -> Panel:
    low, high = min(ends[0], -LEAST), max(ends[1], LEAST)
    return Panel(
        sets={name: rows},
        words="; ".join(str(row["tip"]).replace("\n", ": ") for row in rows),
        height=ROW * count + FOOT,
        signals={"low": rounded(low * ROOM), "high": rounded(high * ROOM)},
    )


def _label(found: Findings, remedy: str) -> str:
    return (STAR if remedy == recommended(found) else "") + plain(remedy)


def _own(found: Findings, name: str) -> list[Row]:
    return [row for row in found.table(name) if row["encoder"] == encoder(found)]
