"""The same configurations on the raw rows and on the embedding."""

import math
from typing import Final

from stages.summary.findings import Findings, Level
from stages.summary.markdown import code, escape, section, table
from stages.summary.numbers import UNKNOWN, number, percent, whole

CELLS: Final = ("n00", "n01", "n10", "n11")


def paired_section(found: Findings) -> str:
    """Counts on the source, near and strict, per family and in all."""
    setting = found.setting
    header = ["family", "level", "neither", "embedding only", "raw only", "both", "collapse_wd"]
    body, totals = [], {level: [0.0] * len(CELLS) for level in Level}
    for family in setting.families:
        for level in Level:
            pair = found.pair(family, "id", setting.source, level)
            cells = [number(pair, name) for name in CELLS]
            totals[level] = [
                total + (cell if math.isfinite(cell) else 0.0)
                for total, cell in zip(totals[level], cells, strict=True)
            ]
            if not _silent(cells):
                body.append([code(family), level.value, *_shown(cells)])
    body += [["all", level.value, *_shown(totals[level])] for level in Level]
    return section(
        "Raw rows and embedding, paired",
        f"The same configuration, trained and tested on the same rows: on which arm does it "
        f"collapse on {escape(setting.names[setting.source])}? A family that collapses on neither "
        "has no row.",
        table(header, body, text_columns=2),
    )


def _silent(cells: list[float]) -> bool:
    return not any(cell > 0 for cell in cells[1:]) and math.isfinite(cells[0])


def _shown(cells: list[float]) -> list[str]:
    fine = cells[0] + cells[1]
    share = f"{whole(cells[1])}/{whole(fine)} = {percent(cells[1] / fine)}" if fine > 0 else UNKNOWN
    return [*(whole(cell) for cell in cells), share]
