"""What a diagnosis is told: how many configurations, how far a rung goes, when a truth holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from stages.diagnosis.held_back import Lines, check
from stages.storage.names import require_whole

ALL: Final = "all"
"""The sample that leaves nobody out."""


@dataclass(frozen=True)
class ProbeSettings:
    """The reference classifiers.

    At most `rows` training rows, in `folds` parts of which each is held out once; `penalties`: the
    values of C of the linear probe; `leaves` of each boosted probe, grown for `rounds`.
    """

    rows: int
    folds: int
    penalties: Sequence[float]
    leaves: Sequence[int]
    rounds: int


@dataclass(frozen=True)
class DiagnosisSettings:
    """How collapses are diagnosed.

    `sample`: collapsed configurations examined per family, or `all`; `seed` of that sample and of
    the probes' folds; `slower`: what the learning rate is divided by; `longer`: what epochs or
    rounds are multiplied by, up to `longest` of them; `looser`: by how much less a configuration is
    held back by what `held_back` names for its family; `restored`: share of the probe's Youden
    index that a rung has to reach; `lost`: by how much the probe's AUC on the vectors must lie
    below the raw arm's; `confidence` of the probes' intervals.
    """

    sample: int | str
    seed: int
    slower: float
    longer: float
    longest: int
    looser: float
    held_back: Lines
    restored: float
    lost: float
    confidence: float
    probes: ProbeSettings

    def __post_init__(self) -> None:
        """Refuse what no ladder can be climbed with; ValueError."""
        if self.sample != ALL:
            require_whole("diagnosis.sample", self.sample, at_least=1)
        require_whole("diagnosis.longest", self.longest, at_least=1)
        require_whole("diagnosis.probes.folds", self.probes.folds, at_least=2)
        for name in ("slower", "longer", "looser"):
            if not getattr(self, name) > 1:
                raise ValueError(
                    f"Got diagnosis.{name}={getattr(self, name)}; expected a number above 1. "
                    f"Write diagnosis.{name}=10."
                )
        check(self.held_back)
        for name in ("restored", "confidence"):
            if not 0 < getattr(self, name) < 1:
                raise ValueError(
                    f"Got diagnosis.{name}={getattr(self, name)}; expected a number between 0 and "
                    f"1. Write diagnosis.{name}=0.5, or what conf/diagnosis has."
                )
