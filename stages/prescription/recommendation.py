"""recommendation.csv: one row, the remedy that is recommended or none, with the reason."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from stages.prescription.effect import Effect
from stages.prescription.reason import reason_for, reason_for_none
from stages.prescription.rule import chosen, in_order
from stages.storage.arms import NO_REMEDY

COLUMNS: Final = (
    "encoder", "remedy", "reason", "difference", "seed_low", "seed_high", "seeds", "worst_domain",
    "worst_difference",
)  # fmt: skip


@dataclass(frozen=True)
class Recommendation:
    """`remedy`: the one recommended, or none; `shown`: the one to set beside none in pictures.

    That is the one recommended, else the first in order, else none where none was tried.
    """

    remedy: str
    reason: str
    effect: Effect
    shown: str


def recommend(all_effects: Sequence[Effect]) -> Recommendation:
    """Choose among all effects, that of `none` included, and say why."""
    none = next(effect for effect in all_effects if effect.remedy == NO_REMEDY)
    tried = [effect for effect in all_effects if effect.remedy != NO_REMEDY]
    best = chosen(tried) if none.collapsed_before else None
    if best is not None:
        return Recommendation(best.remedy, reason_for(best, tried), best, best.remedy)
    shown = next((effect.remedy for effect in in_order(tried)), NO_REMEDY)
    return Recommendation(NO_REMEDY, reason_for_none(none, tried), none, shown)


def recommendation_table(encoder: str, made: Recommendation) -> pd.DataFrame:
    """The one row; `worst_domain`: where the best macro-F1 changes least favourably.

    Both `worst` cells are missing where nothing is recommended.
    """
    effect = made.effect
    nothing = made.remedy == NO_REMEDY
    stem, change = ("", math.nan) if nothing else effect.worst
    row = (
        encoder, made.remedy, made.reason, effect.difference, *effect.interval, effect.seeds,
        stem or None, change,
    )  # fmt: skip
    return pd.DataFrame([row], columns=list(COLUMNS))
