"""The tables of lines: pooled for every target, and for families with points enough."""

from stages.summary.findings import POOLED, Findings
from stages.summary.line_words import ENOUGH, PLANES
from stages.summary.markdown import code, escape, section, table
from stages.summary.numbers import figure, number, signed, whole

HEADER = [
    "target", "plane", "arm", "points", "R²", "points without", "R² without", "gain",
    "RMSE", "RMSE without", "rho", "rho without", "slope without", "ceiling", "skill", "k*",
    "verdict",
]  # fmt: skip


def lines_section(found: Findings) -> str:
    """The pooled lines, raw rows and embedding; then those of families with ten points or more."""
    arms = found.setting.raw, found.setting.arm
    pooled = [
        _row(found, arm, POOLED, target, plane)
        for target in found.setting.targets
        for plane in PLANES
        for arm in arms
    ]
    by_family = [
        [code(family), *_row(found, arm, family, target, plane)]
        for family in found.setting.families
        for target in found.setting.targets
        for plane in PLANES
        for arm in arms
        if _points(found, arm, family, target, plane) >= ENOUGH
    ]
    families = (
        f"Families with {ENOUGH} or more points left:\n\n"
        + table(["family", *HEADER], by_family, text_columns=4)
        if by_family
        else ""
    )
    return section(
        "Is accuracy on the line?",
        "Lines through all configurations of all families, raw axes; without: the configurations "
        "that near-collapse on the source or on the target left out. The verdict is on the line "
        "without them.",
        table(HEADER, pooled, text_columns=3),
        families,
    )


def _points(found: Findings, arm: str, family: str, target: str, plane: str) -> float:
    return number(found.line(arm, family, target, plane, "not_near"), "n")


def _row(found: Findings, arm: str, family: str, target: str, plane: str) -> list[str]:
    every, kept = (found.line(arm, family, target, plane, points) for points in ("all", "not_near"))
    r2 = [number(row, "r2") for row in (every, kept)]
    pairs = [
        figure(number(row, name), digits)
        for name, digits in (("rmse", 4), ("spearman", 2))
        for row in (every, kept)
    ]
    cells = [figure(number(kept, name)) for name in ("slope", "ceiling", "skill")]
    verdict = "n/a" if kept is None else escape(str(kept["verdict"]).replace("_", " "))
    return [
        escape(found.setting.names[target]), plane.upper(), code(arm),
        whole(number(every, "n")), figure(r2[0]), whole(number(kept, "n")), figure(r2[1]),
        signed(r2[0] - r2[1]), *pairs, *cells, whole(number(kept, "k_star")), verdict,
    ]  # fmt: skip
