"""The arms that are compared: an encoder's vectors as they are, and after each remedy."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from stages.metrics.arm_counts import ordered_stems
from stages.prescription.counted import CountedArm
from stages.storage.arms import NO_REMEDY


@dataclass(frozen=True)
class Study:
    """Every arm of one encoder by its remedy, `none` among them.

    `families`: the roster; `domains`: tables.read_domains; `epsilon` of near-collapse;
    `confidence` of the intervals.
    """

    encoder: str
    families: tuple[str, ...]
    arms: Mapping[str, CountedArm]
    domains: pd.DataFrame
    epsilon: float
    confidence: float

    @property
    def remedies(self) -> list[str]:
        """Names sorted, `none` among them."""
        return sorted(self.arms)

    @property
    def none(self) -> CountedArm:
        """The arm that every remedy is compared with."""
        return self.arms[NO_REMEDY]

    @property
    def stems(self) -> tuple[str, ...]:
        """Domain stems, the source first."""
        return ordered_stems(self.domains)
