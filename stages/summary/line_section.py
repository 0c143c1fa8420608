"""The lines: the planes as pictures, then the figures per plane, target and arm."""

from typing import Final

from stages.metrics.arm_counts import POOLED
from stages.summary.findings import Findings
from stages.summary.line_words import ENOUGH, PLANES, verdict_words
from stages.summary.markdown import bullets, code, escape, picture, section, table
from stages.summary.numbers import figure, number, signed, whole

HEADER: Final = [
    "target", "arm", "configurations", "R²", "gain", "RMSE, %", "rho", "slope", "ceiling", "skill",
    "k\\*", "verdict",
]  # fmt: skip
TERMS: Final = {
    "gain": "R² with the collapsed minus R² without. What they make of the line",
    "RMSE, rho": "distance from the line, in hundredths of the score, and Spearman's rank "
    "correlation. R² can change because the range does; these tell",
    "slope": "without them. Below 0 the line falls, which R² hides",
    "ceiling": "the R² that the noise of so few test rows would leave a perfect line",
    "skill": "share of the error of guessing the mean that the line saves on configurations left "
    "out of its fit, one value of a hyper-parameter at a time; 0: it predicts nothing",
    "k\\*": "how many collapsed models would fake R² of 0.5 on this cloud; 0: it has that by "
    "itself; n/a: no number would",
    "verdict": "on the line without the collapsed. *Holds*: it rises and its skill is clearly "
    "above 0. *Spurious*: R² of at least 0.5 with all points, no skill, though the ceiling leaves "
    "room; only where the gain is positive have the collapsed made it. *Cannot tell*: all else",
}


def lines_section(found: Findings) -> str:
    """Pictures, terms, a table per plane; then the families with ten points or more."""
    setting = found.setting
    pooled = [
        f"**{name}**, all families pooled:\n\n"
        + table(
            HEADER,
            [
                _row(found, arm, POOLED, target, plane)
                for target in setting.targets
                for arm in (setting.raw, setting.arm)
            ],
            text_columns=2,
        )
        for plane, name in PLANES.items()
    ]
    return section(
        "Is accuracy on the line?",
        "Each configuration is a point: its score on the source against its score on a target. "
        "Arrows: without → with the configurations that near-collapse on the source or on that "
        "target. All other figures are without them.",
        "\n\n".join(picture(caption, path) for caption, path in found.pictures),
        *pooled,
        bullets(f"{term}: {told}." for term, told in TERMS.items()),
        _by_family(found),
    )


def _by_family(found: Findings) -> str:
    setting = found.setting
    body = [
        [code(family), plane.upper(), *_row(found, arm, family, target, plane)]
        for family in setting.families
        for plane in PLANES
        for target in setting.targets
        for arm in (setting.raw, setting.arm)
        if number(found.line(arm, family, target, plane, "not_near"), "n") >= ENOUGH
    ]
    if not body:
        return ""
    head = f"Families with {ENOUGH} or more points left:"
    return f"{head}\n\n{table(['family', 'plane', *HEADER], body, text_columns=4)}"


def _row(found: Findings, arm: str, family: str, target: str, plane: str) -> list[str]:
    every, kept = (found.line(arm, family, target, plane, points) for points in ("all", "not_near"))
    gain = number(every, "r2") - number(kept, "r2")
    verdict = "n/a" if kept is None else escape(verdict_words(kept["verdict"]))
    both = (
        f"{whole(number(kept, 'n'))} → {whole(number(every, 'n'))}",
        f"{figure(number(kept, 'r2'))} → {figure(number(every, 'r2'))}",
        signed(gain),
        f"{_hundredths(number(kept, 'rmse'))} → {_hundredths(number(every, 'rmse'))}",
        f"{figure(number(kept, 'spearman'))} → {figure(number(every, 'spearman'))}",
    )
    alone = (figure(number(kept, name)) for name in ("slope", "ceiling", "skill"))
    k_star = whole(number(kept, "k_star"))
    return [escape(found.setting.names[target]), code(arm), *both, *alone, k_star, verdict]


def _hundredths(score: float) -> str:
    return figure(100 * score, 1)
