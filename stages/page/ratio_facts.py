"""Near-collapse ratios per domain, side and family, with the interval that stands in the chart."""

from typing import Final

from stages.storage.strict_json import finite
from stages.summary.findings import Findings, Level
from stages.summary.numbers import number

FIGURES: Final = ("value", "rows_low", "rows_high")
Ratio = list[float | None]


def ratio_facts(found: Findings, arms: tuple[str, str]) -> list[list[list[Ratio]]]:
    """By domain (the source first), side and family: the ratio and its interval over test rows."""
    setting = found.setting
    return [
        [
            [_ratio(found, arm, family, domain) for family in setting.families]
            for arm in arms
        ]
        for domain in setting.domains
    ]  # fmt: skip


def _ratio(found: Findings, arm: str, family: str, domain: str) -> Ratio:
    measure = "id" if domain == found.setting.source else "target"
    row = found.collapse(arm, family, measure, domain, Level.NEAR)
    return [finite(number(row, name)) for name in FIGURES]
