"""Which remedy is recommended: what speaks against one, and the order of those that are left.

A remedy is eligible where nothing of `Objection` speaks against it. The choice is the largest fall
of the collapse ratio; among equals the better best scores (mean change over all domains), then the
simpler side (vectors before training), then the name. A remedy that fixes the predicted share
leaves no collapse by construction, which is no evidence: it comes after all others.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Final

from scipy.stats import binomtest

from stages.prescription.effect import Effect
from stages.prescription.scores import SLACK, lowers

LEAST_SHARE: Final = 0.1
"""Of none's near-collapses, that a remedy must remove net of those that it creates."""
MOST_CREATED: Final = 0.25
"""Created near-collapses for each one removed, at most."""
MOST_SKILL_LOST: Final = 0.1
"""What the line's skill may fall by under a remedy that fixes the predicted share."""
TOSS: Final = 0.05
"""Below five seeds: the chance of so few creations among so many changes, were they a coin's."""
DIGITS: Final = 6


class Objection(StrEnum):
    """What speaks against a remedy."""

    NO_PAIR = "no_pair"
    """No configuration is ok in both arms."""
    REMOVES_LITTLE = "removes_little"
    """Net of those created fewer than a tenth of none's near-collapses go, or no ratio falls."""
    NOT_CLEAR = "not_clear"
    """The interval of the difference is not below 0; below five seeds, what changed may be luck."""
    CREATES = "creates"
    """More than one near-collapse is created for every four removed."""
    SCORE_UNKNOWN = "score_unknown"
    """No best score can be compared on the source."""
    LOWERS_SOURCE = "lowers_source"
    """The best macro-F1 on the source falls by more than half a point."""
    LOWERS_TARGETS = "lowers_targets"
    """On average over the targets it does; a fall on some targets alone is said, no objection."""
    FORCED_SCORE = "forced_score"
    """It fixes the predicted share, and the best scores fall on average over the domains."""
    FORCED_SKILL = "forced_skill"
    """It fixes the predicted share, and the line's skill is unknown or falls by over a tenth."""


Test = Callable[[Effect], bool]


def objections(effect: Effect) -> list[Objection]:
    """All that speaks against one remedy, in the order of `Objection`."""
    if effect.fine + effect.created + effect.collapsed_before == 0:
        return [Objection.NO_PAIR]
    return [objection for objection, holds in TESTS.items() if holds(effect)]


def chosen(tried: Sequence[Effect]) -> Effect | None:
    """The remedy recommended among those tried (without `none`), None where none is eligible."""
    return next(iter(in_order([effect for effect in tried if not objections(effect)])), None)


def in_order(tried: Sequence[Effect]) -> list[Effect]:
    """Remedies from the most to the least desirable, eligible or not."""
    return sorted(tried, key=_order)


def _order(effect: Effect) -> tuple[bool, float, float, int, str]:
    change, score = _last_if_unknown(effect.difference), _last_if_unknown(-effect.on_all)
    asked = effect.asked
    return asked.forces_share, change, score, int(asked.side), effect.remedy


def _last_if_unknown(value: float) -> float:
    return math.inf if math.isnan(value) else round(value, DIGITS)


def luck(effect: Effect) -> float:
    """The exact one-sided p of a sign test of removed against created (McNemar 1947).

    Of as many as one seed has: other seeds of a configuration are no further evidence. 1 where
    nothing changed.
    """
    created, removed = math.ceil(effect.created / effect.seeds), effect.removed // effect.seeds
    if created + removed == 0:
        return 1.0
    return float(binomtest(created, created + removed, alternative="less").pvalue)


def _removes_little(effect: Effect) -> bool:
    least = LEAST_SHARE * effect.collapsed_before - SLACK
    return effect.net <= 0 or effect.net < least or not effect.difference < 0


def _skill_falls(effect: Effect) -> bool:
    lost = effect.skill_none - effect.skill
    return math.isnan(effect.skill) or lost > MOST_SKILL_LOST + SLACK


TESTS: Final[Mapping[Objection, Test]] = {
    Objection.REMOVES_LITTLE: _removes_little,
    Objection.NOT_CLEAR: lambda effect: (
        not effect.interval[1] < 0 if effect.has_interval else luck(effect) > TOSS
    ),
    Objection.CREATES: lambda effect: effect.created > MOST_CREATED * effect.removed + SLACK,
    Objection.SCORE_UNKNOWN: lambda effect: math.isnan(effect.on_source),
    Objection.LOWERS_SOURCE: lambda effect: lowers(effect.on_source),
    Objection.LOWERS_TARGETS: lambda effect: lowers(effect.on_targets),
    Objection.FORCED_SCORE: lambda effect: effect.asked.forces_share and effect.on_all < -SLACK,
    Objection.FORCED_SKILL: lambda effect: effect.asked.forces_share and _skill_falls(effect),
}
