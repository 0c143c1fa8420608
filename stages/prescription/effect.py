"""What one remedy does, in the figures on which the recommendation rests."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from stages.metrics.arm_counts import POOLED
from stages.metrics.intervals import SEEDS_FOR_INTERVAL, Pair
from stages.prescription.asked import Asked
from stages.storage.arms import NO_REMEDY

PLANE: Final = "acl"


@dataclass(frozen=True)
class Effect:
    """One remedy against none; all families together.

    `created`, `removed`, `both`: n01, n10, n11; `difference` of the collapse ratio (mean over
    families) with its interval over `seeds`; `scores`: change of the best macro-F1 per domain, the
    source first; `skill`, `skill_none`: of the pooled accuracy line, mean over targets. NaN where
    unknown.
    """

    remedy: str
    asked: Asked
    fine: int
    created: int
    removed: int
    both: int
    collapse_none: float
    collapse: float
    difference: float
    interval: Pair
    seeds: int
    scores: Mapping[str, float]
    skill: float
    skill_none: float

    @property
    def has_interval(self) -> bool:
        """Whether the seeds are enough for an interval of the difference."""
        return self.seeds >= SEEDS_FOR_INTERVAL

    @property
    def collapsed_before(self) -> int:
        """Near-collapses that none has, among the pairs."""
        return self.removed + self.both

    @property
    def net(self) -> int:
        """Removed minus created."""
        return self.removed - self.created

    @property
    def on_source(self) -> float:
        """Change of the best macro-F1 on the source."""
        return next(iter(self.scores.values()), math.nan)

    @property
    def on_targets(self) -> float:
        """Its mean change over the targets; NaN without any."""
        return _mean(list(self.scores.values())[1:])

    @property
    def on_all(self) -> float:
        """Its mean change over all domains."""
        return _mean(list(self.scores.values()))

    @property
    def worst(self) -> tuple[str, float]:
        """The domain on which the best macro-F1 changes least favourably, the first if several."""
        known = {stem: change for stem, change in self.scores.items() if math.isfinite(change)}
        return min(known.items(), key=lambda item: item[1]) if known else ("", math.nan)


@dataclass(frozen=True)
class Compared:
    """The three tables of the study, as written; `stems`: the domains, the source first."""

    remedies: pd.DataFrame
    scores: pd.DataFrame
    lines: pd.DataFrame
    stems: tuple[str, ...]


def effects(compared: Compared, asked: Mapping[str, Asked]) -> list[Effect]:
    """Every remedy's effect, `none` among them, by name; `asked`: absent means nothing."""
    pooled = compared.remedies[compared.remedies["family"] == POOLED].set_index("remedy")
    scores = compared.scores
    keys = zip(scores["remedy"].astype(str), scores["domain"].astype(str), strict=True)
    changes = dict(zip(keys, scores["difference"].to_numpy(dtype=float), strict=True))
    acl = compared.lines[compared.lines["plane"] == PLANE]
    skills = {str(name): _mean(list(group)) for name, group in acl.groupby("remedy")["skill"]}
    return [
        Effect(
            remedy=name,
            asked=asked.get(name, Asked()),
            fine=int(row["n00"]),
            created=int(row["n01"]),
            removed=int(row["n10"]),
            both=int(row["n11"]),
            collapse_none=float(row["collapse_none"]),
            collapse=float(row["collapse"]),
            difference=float(row["difference"]),
            interval=(float(row["seed_low"]), float(row["seed_high"])),
            seeds=int(row["seeds"]),
            scores={stem: float(changes[name, stem]) for stem in compared.stems},
            skill=skills.get(name, math.nan),
            skill_none=skills.get(NO_REMEDY, math.nan),
        )
        for name, row in ((str(name), row) for name, row in pooled.sort_index().iterrows())
    ]


def _mean(values: list[float]) -> float:
    known = [float(value) for value in values if math.isfinite(value)]
    return math.fsum(known) / len(known) if known else math.nan
