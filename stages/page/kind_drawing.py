"""Near-collapses by kind: stacked shares per family, a panel for either arm."""

from typing import Final

from stages.charts.pictures_by_name import Picture
from stages.charts.rows_template import ROW, Part
from stages.page.drawing import Drawing, DrawnRow, Panel, bar
from stages.summary.findings import Findings
from stages.summary.kinds import KINDS, kind_counts, tested
from stages.summary.markdown import code, plain
from stages.summary.numbers import percent

FOOT: Final = 34
ROOM: Final = 1.02


def kind_drawing(found: Findings) -> Drawing | None:
    """Both arms on one scale; None where nothing near-collapses or nothing was counted."""
    setting = found.setting
    counted, possible = kind_counts(found), tested(found)
    if not counted or not any(possible[key[:2]] for key in counted):
        return None
    arms = setting.raw, setting.arm
    rows = {arm: _rows(found, arm) for arm in arms}
    high = max(float(row["x2"] or 0) for drawn in rows.values() for row in drawn)
    seen = [kind for kind in KINDS if any(key[2] == kind for key in counted)]
    return Drawing(
        name="kinds",
        picture=Picture.BARS,
        caption="**Near-collapses by kind**, as a share of all configurations and test sets of the "
        "family. Raw rows first, then the embedding, on one scale.",
        panels=[
            Panel(
                sets={"bars": rows[arm]},
                words=f"Near-collapses by kind on {arm}: {_words(rows[arm])}",
                height=ROW * len(setting.families) + FOOT,
                title=("Raw rows, " if arm == setting.raw else "Embedding, ") + code(arm),
                signals={"low": 0.0, "high": min(1.0, high * ROOM)},
            )
            for arm in arms
        ],
        legend=[(f"part-{kind}", kind) for kind in seen],
    )


def _rows(found: Findings, arm: str) -> list[DrawnRow]:
    """A bar per family and kind, end to end; a family without a collapse has an empty one."""
    counted, possible = kind_counts(found), tested(found)
    rows: list[DrawnRow] = []
    for family in found.setting.families:
        of, start = possible[family, arm], 0
        name = plain(family)
        for kind in KINDS:
            count = counted[family, arm, kind]
            if not of or (not count and kind != "unknown"):
                continue
            tip = f"{name}, {kind}\n{count} of {of:,} = {percent(count / of)}"
            rows.append(bar(name, start / of, (start + count) / of, Part(kind), tip))
            start += count
        if not of:
            rows.append(bar(name, 0.0, 0.0, Part.UNKNOWN, f"{name}: not counted"))
    return rows


def _words(rows: list[DrawnRow]) -> str:
    told = [str(row["tip"]).replace("\n", ": ") for row in rows if row["x2"] != row["x"]]
    return "; ".join(told) or "none"
