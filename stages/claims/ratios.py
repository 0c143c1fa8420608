"""Statistics of collapse ratios, seed by seed, as in seeds.csv."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd

from stages.claims.demands import require_families, require_text
from stages.claims.measured import Measured
from stages.claims.run import RAW, NotToldError, Run
from stages.metrics.seed_table import MEASURES
from stages.storage.names import nearest

SAME: Final = 1e-9
SOURCE: Final = "source"


class Level(StrEnum):
    """Which collapses count."""

    STRICT = "strict"
    NEAR = "near"

    @classmethod
    def _missing_(cls, value: object) -> "Level":
        raise ValueError(nearest("level", value, cls))


class Arm(StrEnum):
    """Of which vectors."""

    RAW = "raw"
    EMBEDDING = "embedding"

    @classmethod
    def _missing_(cls, value: object) -> "Arm":
        raise ValueError(nearest("arm", value, cls))


@dataclass(frozen=True)
class Ratio:
    """A measure of collapse.csv at one level on one arm.

    `measure`: id (of the source alone), target, strong, projection or collapse_wd; `target`: a
    stem, `source`, or null for the mean over all that have the measure. ValueError with the nearest
    word for an unknown measure, level or arm.
    """

    measure: str
    level: str
    arm: str
    target: str | None

    def __post_init__(self) -> None:
        """Check what the yaml says."""
        if self.measure not in MEASURES:
            raise ValueError(nearest("measure", self.measure, sorted(MEASURES)))
        Level(self.level), Arm(self.arm)

    def of(self, run: Run, family: str) -> pd.Series:
        """The ratio by seed, the mean over the targets; NotToldError where it is not in the run."""
        epsilon = {Level.STRICT: 0.0, Level.NEAR: run.epsilon}[Level(self.level)]
        name = {Arm.RAW: RAW, Arm.EMBEDDING: run.subject}[Arm(self.arm)]
        seeds = run.table("seeds", "no ratio was counted")
        chosen = seeds[
            (seeds["arm"] == name)
            & (seeds["family"] == family)
            & (seeds["measure"] == self.measure)
            & ((seeds["epsilon"] - epsilon).abs() < SAME)
        ]
        if self.target is not None:
            stem = run.source if self.target == SOURCE else self.target
            chosen = chosen[chosen["target"] == stem]
        if chosen.empty:
            where = "" if self.target is None else f" on {self.target}"
            raise NotToldError(f"no {self.measure} of {family}{where} in this run")
        return chosen.groupby("seed")["value"].mean()

    def mean(self, run: Run, families: Sequence[str]) -> pd.Series:
        """The mean over families, by seed; all must be on the roster."""
        run.need(families)
        return pd.concat([self.of(run, family) for family in families], axis=1).mean(axis=1)

    @property
    def words(self) -> str:
        """Level, measure, arm and target."""
        place = "the source" if self.measure == "id" else self.target or "all targets"
        return f"{self.level} {self.measure} ratio, {place}, {self.arm}"


@dataclass(frozen=True)
class MeanRatio:
    """Mean ratio of some families, or of the whole roster where `families` is null."""

    ratio: Ratio
    families: Sequence[str] | None

    def __post_init__(self) -> None:
        """Check what the yaml says."""
        if self.families is not None:
            require_families("families", self.families)

    @property
    def words(self) -> str:
        """What is measured."""
        return f"{self.ratio.words}: {_named(self.families)}"

    def measure(self, run: Run) -> Measured:
        """One mean per seed."""
        return _measured(self.ratio.mean(run, self.families or list(run.families)))


@dataclass(frozen=True)
class RatioGap:
    """How much higher the mean ratio of `families` is than that of `others`."""

    ratio: Ratio
    families: Sequence[str]
    others: Sequence[str]

    def __post_init__(self) -> None:
        """Check what the yaml says."""
        require_families("families", self.families)
        require_families("others", self.others)

    @property
    def words(self) -> str:
        """What is measured."""
        return f"{self.ratio.words}: {_named(self.families)} minus {_named(self.others)}"

    def measure(self, run: Run) -> Measured:
        """One difference per seed."""
        return _measured(self.ratio.mean(run, self.families) - self.ratio.mean(run, self.others))


@dataclass(frozen=True)
class ProjectionOverStrong:
    """How much collapses on either of source and target but not on both; needs a collapse.

    ValueError with the nearest word for an unknown level.
    """

    family: str
    target: str
    level: str

    def __post_init__(self) -> None:
        """Check what the yaml says."""
        Level(self.level)
        require_text("family", self.family)

    @property
    def words(self) -> str:
        """What is measured."""
        return (
            f"{self.level} projection minus strong ratio, {self.target}, embedding: {self.family}"
        )

    def measure(self, run: Run) -> Measured:
        """One difference per seed; undecided where nothing collapses."""
        either, both = (
            Ratio(measure, self.level, Arm.EMBEDDING, self.target).mean(run, [self.family])
            for measure in ("projection", "strong")
        )
        if not (either > 0).all():
            raise NotToldError(f"nothing of {self.family} collapses")
        return _measured(either - both)


@dataclass(frozen=True)
class CollapsingFamilies:
    """How many of some families have a strict collapse on the raw rows of the source."""

    families: Sequence[str]

    def __post_init__(self) -> None:
        """Check what the yaml says."""
        require_families("families", self.families)

    @property
    def words(self) -> str:
        """What is measured."""
        return f"how many of {_named(self.families)} collapse strictly on the raw source"

    def measure(self, run: Run) -> Measured:
        """One count per seed."""
        run.need(self.families)
        ratio = Ratio("id", Level.STRICT, Arm.RAW, None)
        every = [ratio.of(run, family) for family in self.families]
        if any(series.isna().any() for series in every):
            raise NotToldError("undefined in this run")
        return _measured(pd.concat([series > 0 for series in every], axis=1).sum(axis=1))


def _measured(by_seed: pd.Series) -> Measured:
    return Measured(tuple(by_seed.sort_index().to_numpy(dtype=np.float64).tolist()))


def _named(families: Sequence[str] | None) -> str:
    return "the roster" if families is None else ", ".join(families)
