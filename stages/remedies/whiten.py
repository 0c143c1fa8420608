"""The same spread in every direction."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from stages.remedies.shrinkage import shrunk
from stages.remedies.spectrum import Spectrum
from stages.remedies.transformer import Rows, Transformer, UnsuitedError
from stages.storage.names import nearest


class Yardstick(StrEnum):
    """The variance that a floor is a share of."""

    LARGEST = "largest"
    """That of the widest direction."""
    MEDIAN = "median"
    """The median over the directions that vary at all."""


@dataclass(eq=False, repr=False)
class Whiten(Transformer):
    """Centre the rows and give them variance 1 along each of their principal directions.

    (x - m) V D V' with D = 1 / sqrt(max(variance, floor)): of all whitening maps the one that
    changes the rows least, and no sign or order of directions matters. `floor` is a share of the
    yardstick `relative_to`: a direction with less gets variance / floor, so that none is magnified
    more than the floor allows, and those in which the train rows do not vary at all stay at 0 on
    them. `shrinkage` first draws the variances together: null, a share, or ledoit_wolf.
    """

    floor: float
    relative_to: str
    shrinkage: float | str | None

    def _learn(self, rows: Rows) -> None:
        if self.relative_to not in [*Yardstick]:
            raise UnsuitedError(nearest("relative_to", self.relative_to, [*Yardstick]))
        spectrum = Spectrum.of(rows)
        variances = shrunk(spectrum.variances, self.shrinkage, rows, spectrum.mean)
        varying = variances[: max(1, spectrum.rank)]
        yardsticks = {Yardstick.LARGEST: varying.max(), Yardstick.MEDIAN: np.median(varying)}
        least = self.floor * float(yardsticks[Yardstick(self.relative_to)])
        kept = np.maximum(variances, least)
        scales = 1 / np.sqrt(np.where(kept > 0, kept, 1.0))
        self.mean_ = spectrum.mean
        self.map_ = (spectrum.directions * scales) @ spectrum.directions.T

    def _changed(self, rows: Rows) -> Rows:
        return (rows - self.mean_) @ self.map_
