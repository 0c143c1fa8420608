"""The fidelity table: simulated against real rows that the simulator was not fitted on."""

from dataclasses import dataclass, replace
from typing import Final

import lightgbm
import numpy as np
import pandas as pd
from sklearn.metrics import log_loss

from stages.data.acs import STATE_CODES
from stages.data.simulator.fit import FitSettings, fit, share_above
from stages.data.simulator.levels import codes_of, levels_of
from stages.data.simulator.likeness import (
    FEATURES,
    accuracy,
    classifier,
    discriminator_auc,
    variation,
)
from stages.data.simulator.simulator import Simulator
from stages.data.simulator.source import restore_missing

DRAWS: Final = 3
"""Samples over which the distances and the discriminator's AUC are averaged."""
LARGE: Final = 40_000
"""Simulated rows for figures that the size of the real sample does not bound."""
WINDOW_QUARTERS: Final = 0.1056
WINDOW_ABOVE: Final = 0.37978
"""Share of group quarters, and above $50,000, of the first 50,000 rows of CA's file."""


@dataclass(frozen=True)
class StateFidelity:
    """One state.

    share: above $50,000; variation: mean total variation distance of pairs, `floor` that of two
    real samples; accuracy: on real rows, of a model trained on the source's real or simulated rows;
    gap: a model's accuracy on its own kind of rows, less that on the source's.
    """

    state: str
    share_real: float
    share_simulated: float
    variation: float
    floor: float
    accuracy_real: float
    accuracy_simulated: float
    gap_real: float
    gap_simulated: float
    bayes: float


@dataclass(frozen=True)
class Fidelity:
    """All states, and on the held-out rows of all: the discriminator's AUC, accuracy and log-loss
    of P(y | x).

    model_accuracy and model_log_loss are those of gradient boosting on the same rows, for
    comparison; window is the simulated share above $50,000 of CA with the group quarters of arXiv
    2506.17989 (published: WINDOW_ABOVE).
    """

    states: tuple[StateFidelity, ...]
    auc: float
    accuracy: float
    log_loss: float
    model_accuracy: float
    model_log_loss: float
    window: float | None


def simulate(simulator: Simulator, state: str, rows: int, seed: int) -> pd.DataFrame:
    """Simulated rows with STATE and a PINCP drawn from the true probability."""
    rng = np.random.default_rng([seed, STATE_CODES[state]])
    frame = simulator.sample(state, rows, rng, None)
    at_most = rng.random(rows) < simulator.probability(state, frame)
    return frame.assign(STATE=state, PINCP=~at_most)


@dataclass(frozen=True)
class Comparison:
    """A simulator fitted on `train`, to be held against `test`."""

    simulator: Simulator
    train: pd.DataFrame
    test: pd.DataFrame
    seed: int

    @classmethod
    def of(cls, rows: pd.DataFrame, holdout: float, settings: FitSettings) -> "Comparison":
        """Hold out a share of the rows and fit on the others."""
        held = np.random.default_rng(settings.seed).random(len(rows)) < holdout
        simulator = fit(rows[~held], codes_of(rows), settings, {})
        return cls(
            simulator, restore_missing(rows[~held]), restore_missing(rows[held]), settings.seed
        )

    def measure(self) -> Fidelity:
        """All figures; CA is the source, or the first state where there is no CA."""
        states = self.simulator.states
        source = "CA" if "CA" in states else states[0]
        rows = self.train[self.train["STATE"] == source]
        fake = simulate(self.simulator, source, len(rows), self.seed)
        real_model, fake_model = (
            classifier(self.seed).fit(r[FEATURES], r["PINCP"]) for r in (rows, fake)
        )
        order = [source, *(state for state in states if state != source)]
        base = self._state(source, real_model, fake_model)
        table = [base, *(self._state(state, real_model, fake_model) for state in order[1:])]
        return Fidelity(
            tuple(_less(row, base) for row in table),
            self._auc(),
            *self._truth(),
            *self._boosting(),
            self._window() if source == "CA" else None,
        )

    def _state(
        self, state: str, real_model: lightgbm.LGBMClassifier, fake_model: lightgbm.LGBMClassifier
    ) -> StateFidelity:
        train, test = (rows[rows["STATE"] == state] for rows in (self.train, self.test))
        size, codes = min(len(train), len(test)), self.simulator.codes
        real = [train.sample(size, random_state=self.seed + draw) for draw in range(DRAWS)]
        fake = [
            simulate(self.simulator, state, size, self.seed + 1 + draw) for draw in range(DRAWS)
        ]
        large = simulate(self.simulator, state, LARGE, self.seed + 1 + DRAWS)
        chance = self.simulator.probability(state, large)
        return StateFidelity(
            state,
            share_above(pd.concat([train, test]), state),
            float(np.mean(1 - chance)),
            float(np.mean([variation(test, rows, codes) for rows in fake])),
            float(np.mean([variation(test, rows, codes) for rows in real])),
            accuracy(real_model, test),
            accuracy(fake_model, test),
            accuracy(real_model, test),
            accuracy(fake_model, large),
            float(np.mean(np.maximum(chance, 1 - chance))),
        )

    def _auc(self) -> float:
        sizes = self.test["STATE"].value_counts().sort_index()
        aucs = []
        for draw in range(DRAWS):
            seed = self.seed + 1 + draw
            parts = [simulate(self.simulator, str(s), int(n), seed) for s, n in sizes.items()]
            aucs.append(discriminator_auc(self.test, pd.concat(parts), seed))
        return float(np.mean(aucs))

    def _truth(self) -> tuple[float, float]:
        chance = 1 - self.simulator.income.probability(levels_of(self.test, self.simulator.codes))
        above = self.test["PINCP"].to_numpy()
        return float(np.mean((chance > 0.5) == above)), float(log_loss(above, chance))

    def _boosting(self) -> tuple[float, float]:
        train, test = (
            rows[[*FEATURES]].assign(STATE=rows["STATE"].map(STATE_CODES))
            for rows in (self.train, self.test)
        )
        model = classifier(self.seed).fit(train, self.train["PINCP"])
        chance = np.asarray(model.predict_proba(test))[:, 1]
        above = self.test["PINCP"].to_numpy()
        return float(np.mean((chance > 0.5) == above)), float(log_loss(above, chance))

    def _window(self) -> float:
        rng = np.random.default_rng([self.seed, STATE_CODES["CA"]])
        people = self.simulator.sample("CA", LARGE, rng, WINDOW_QUARTERS)
        return float(np.mean(1 - self.simulator.probability("CA", people)))


def _less(row: StateFidelity, base: StateFidelity) -> StateFidelity:
    """The row with its gaps relative to the source."""
    return replace(
        row,
        gap_real=row.gap_real - base.gap_real,
        gap_simulated=row.gap_simulated - base.gap_simulated,
    )
