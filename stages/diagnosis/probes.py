"""Reference classifiers, as good as can quickly be had: what the vectors could have told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import lightgbm
import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from stages.diagnosis.folds import Places
from stages.diagnosis.settings import ProbeSettings
from stages.encoders.facts import HARDLY
from stages.families.contract import BoolArray, FloatArray
from stages.families.scores import area_under_curve
from stages.remedies.standardize import Standardize

Floats = npt.NDArray[np.float64]


class Probe(Protocol):
    """One classifier with settled settings."""

    @property
    def kind(self) -> str:
        """linear or boosted."""
        ...

    def scores(self, x: FloatArray, y: BoolArray, other: FloatArray) -> Floats:
        """Trained on x and y, the logits of `other`, shape (rows,)."""
        ...


@dataclass(frozen=True)
class Linear:
    """Logistic regression with an L2 penalty on standardised vectors."""

    strength: float
    kind: str = "linear"

    def scores(self, x: FloatArray, y: BoolArray, other: FloatArray) -> Floats:
        """Trained on x and y, the logits of `other`."""
        scale = Standardize(HARDLY).fit(x)
        model = LogisticRegression(C=self.strength, tol=1e-4, max_iter=300)
        model.fit(scale.transform(x).astype(np.float64), y)
        logits = model.decision_function(scale.transform(other).astype(np.float64))
        return np.asarray(logits, dtype=np.float64)


@dataclass(frozen=True)
class Boosted:
    """LightGBM with small trees, a third of the coordinates in each."""

    leaves: int
    rounds: int
    seed: int
    kind: str = "boosted"

    def scores(self, x: FloatArray, y: BoolArray, other: FloatArray) -> Floats:
        """Trained on x and y, the logits of `other`."""
        parameters = {
            "objective": "binary", "num_leaves": self.leaves, "learning_rate": 0.1, "max_bin": 63,
            "feature_fraction": 0.34, "min_child_samples": 20, "seed": self.seed,
            "num_threads": 1, "deterministic": True, "force_row_wise": True, "verbosity": -1,
        }  # fmt: skip
        rows = lightgbm.Dataset(x, y.astype(np.float32), params=parameters)
        model = lightgbm.train(parameters, rows, self.rounds)
        return np.asarray(model.predict(other, raw_score=True, num_threads=1), dtype=np.float64)


def all_probes(settings: ProbeSettings, seed: int) -> list[Probe]:
    """Every probe that the settings name."""
    linear = [Linear(float(strength)) for strength in settings.penalties]
    boosted = [Boosted(int(leaves), settings.rounds, seed) for leaves in settings.leaves]
    return [*linear, *boosted]


def held_out_ranks(probe: Probe, x: FloatArray, y: BoolArray, parts: Places) -> Floats:
    """Each row's score by a probe that has not seen its part, as a rank within the part, in (0, 1).

    Ranks make parts comparable, whose probes differ; shape (rows,).
    """
    ranks = np.empty(len(y))
    for part in np.unique(parts):
        held = parts == part
        scores = probe.scores(x[~held], y[~held], x[held])
        ordered = np.sort(scores)
        below = np.searchsorted(ordered, scores, "left") + np.searchsorted(ordered, scores, "right")
        ranks[held] = (below + 1) / 2 / (len(scores) + 1)
    return ranks


def best_of(candidates: Sequence[Floats], y: BoolArray, parts: Places) -> Floats:
    """For every part the ranks of the candidate that is best on all the others; shape (rows,).

    So choosing among them looks at no row that it is judged on.
    """
    if len(candidates) == 1:
        return candidates[0]
    chosen = np.empty(len(y))
    for part in np.unique(parts):
        held = parts == part
        good = [area_under_curve(y[~held], ranks[~held]) or 0.0 for ranks in candidates]
        chosen[held] = candidates[int(np.argmax(good))][held]
    return chosen
