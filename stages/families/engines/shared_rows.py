"""Boosters of XGBoost that read the same rows: those are brought into its form once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xgboost

from stages.families.contract import Answers, FloatArray


@dataclass(frozen=True)
class SharedRows:
    """Boosters of one group of trials; `places`: which of the trials each one answers for."""

    boosters: Sequence[xgboost.Booster]
    places: Sequence[Sequence[int]]

    def answers(self, x: FloatArray) -> Answers:
        """The logit of every trial."""
        margins = np.empty((sum(map(len, self.places)), len(x)))
        rows = xgboost.DMatrix(x, nthread=1)
        for booster, places in zip(self.boosters, self.places, strict=True):
            margins[places] = booster.predict(rows, output_margin=True)
        return Answers(margins, [None] * len(margins))

    def troubles(self) -> list[None]:
        """Boosting has none of its own."""
        return [None] * sum(map(len, self.places))
