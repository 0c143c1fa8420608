"""The verdicts on the lines, for the box at the top."""

from typing import Final

from stages.metrics.arm_counts import POOLED
from stages.summary.findings import Findings
from stages.summary.line_words import PLANES, enough_points, gains, verdict_cell
from stages.summary.markdown import bullets, code, escape, table
from stages.summary.numbers import UNKNOWN

MEANT: Final = (
    "Holds: the line rises and predicts configurations it has not seen. Spurious: R² of at least "
    "0.5 with all points, yet it predicts nothing. Cannot tell: neither can be shown. Skill: the "
    "share of the error of guessing the mean that the line saves."
)


def pooled_verdicts(found: Findings) -> str:
    """Per target the pooled R^2 without and with the near-collapsed, and the verdict."""
    header = ["target"]
    for name in PLANES.values():
        header += [f"{name}: R² without → with collapsed", "verdict"]
    changes = {
        plane: {gain.stem: gain for gain in gains(found, found.setting.arm, plane)}
        for plane in PLANES
    }
    body = []
    for target in found.setting.targets:
        cells = [escape(found.setting.names[target])]
        for plane in PLANES:
            gain = changes[plane].get(target)
            told = gain.words() if gain else UNKNOWN
            cells += [told, verdict_cell(found, POOLED, target, plane)]
        body.append(cells)
    return table(header, body, text_columns=len(header))


def family_verdicts(found: Findings) -> str:
    """The verdicts on single families, where ten distinct places are left."""
    names = {target: escape(found.setting.names[target]) for target in found.setting.targets}
    told = []
    for family in found.setting.families:
        for plane, name in PLANES.items():
            cells = [
                f"{names[target]} {verdict_cell(found, family, target, plane)}"
                for target in names
                if enough_points(found, family, target, plane)
            ]
            if cells:
                told.append(f"{name}, {code(family)}: {'; '.join(cells)}.")
    if told:
        return f"Within single families that have ten distinct places left:\n\n{bullets(told)}"
    return (
        "Within a single family it can't be said: none has ten distinct places left without its "
        "near-collapsed configurations, so the pooled line carries the verdict."
    )
