"""Statistics of which configurations collapse: their settings, their direction, their pairs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from stages.claims.demands import require_families, require_number, require_text
from stages.claims.measured import Measured, per_seed
from stages.claims.run import RAW, NotToldError, Run
from stages.metrics.arm_counts import confusion
from stages.metrics.collapse import Collapse, collapse


@dataclass(frozen=True)
class CollapsesAreSetting:
    """Overlap of the raw strict collapses of a family on the source and one value of a setting.

    Both in either (Jaccard index): 1 where exactly the configurations with that value collapse.
    """

    family: str
    setting: str
    value: float

    def __post_init__(self) -> None:
        """Check what the yaml says."""
        require_text("family", self.family)
        require_text("setting", self.setting)
        require_number("value", self.value)

    @property
    def words(self) -> str:
        """What is measured."""
        return (
            f"overlap (Jaccard) of {self.family}'s raw strict collapses on the source with "
            f"{self.setting}={self.value:g}"
        )

    def measure(self, run: Run) -> Measured:
        """One index per seed."""
        run.need([self.family])
        return per_seed(run, lambda seed: self._of(run, seed))

    def _of(self, run: Run, seed: int) -> float:
        settings, kinds = run.strict(RAW, self.family, seed)
        if self.setting not in settings:
            raise NotToldError(f"{self.family} has no setting {self.setting} in this run")
        numbers = pd.to_numeric(settings[self.setting], errors="coerce").to_numpy()
        own, collapsed = np.isclose(numbers, self.value), kinds > Collapse.NONE
        if not own.any():
            raise NotToldError(f"no {self.family} has {self.setting}={self.value:g} in this run")
        if not collapsed.any():
            raise NotToldError(f"no {self.family} collapses on the raw source")
        return float((own & collapsed).sum() / (own | collapsed).sum())


@dataclass(frozen=True)
class Freed:
    """Share of the strict collapses on the raw source that are none on the embedding."""

    family: str

    def __post_init__(self) -> None:
        """Check what the yaml says."""
        require_text("family", self.family)

    @property
    def words(self) -> str:
        """What is measured."""
        return f"share of {self.family}'s raw strict collapses on the source gone on the embedding"

    def measure(self, run: Run) -> Measured:
        """One share per seed."""
        run.need([self.family])
        return per_seed(run, lambda seed: self._of(run, seed))

    def _of(self, run: Run, seed: int) -> float:
        before, after = (
            pd.Series(kinds > Collapse.NONE, index=settings["config"].to_numpy())
            for settings, kinds in (
                run.strict(arm, self.family, seed) for arm in (RAW, run.subject)
            )
        )
        both = before.index.intersection(after.index)
        raw, embedded = before[both].to_numpy(), after[both].to_numpy()
        if not raw.any():
            raise NotToldError(f"no {self.family} collapses on the raw source")
        return float((raw & ~embedded).sum() / raw.sum())


@dataclass(frozen=True)
class ToOneClass:
    """Share of the near-collapses on the embedded source that run to its majority, the positive.

    Undecided where the positive class is not the majority of the source's test rows.
    """

    families: Sequence[str] | None

    def __post_init__(self) -> None:
        """Check what the yaml says."""
        if self.families is not None:
            require_families("families", self.families)

    @property
    def words(self) -> str:
        """What is measured."""
        return "share of the embedding's near-collapses on the source to the positive class"

    def measure(self, run: Run) -> Measured:
        """One share per seed."""
        run.need(self.families or [])
        return per_seed(run, lambda seed: self._of(run, seed))

    def _of(self, run: Run, seed: int) -> float:
        points = run.points(run.subject, seed)
        own = np.isin(points.families.astype(str), list(self.families or run.families))
        counts = confusion(points.whole[own])
        if (counts.positives <= counts.negatives)[:, 0].any():
            raise NotToldError("the positive class is not the majority of the source's test rows")
        kinds = collapse(counts, run.epsilon)[:, 0]
        collapsed = int((kinds > Collapse.NONE).sum())
        if not collapsed:
            raise NotToldError("nothing collapses on the embedding")
        return int((kinds == Collapse.POSITIVE).sum()) / collapsed
