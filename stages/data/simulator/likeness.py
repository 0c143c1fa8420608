"""How like two samples of people are: joint shares of pairs of variables, and what a model can tell
apart.
"""

from itertools import combinations
from typing import Final

import lightgbm
import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.metrics import roc_auc_score

from stages.data.simulator.levels import COLUMNS, Codes, levels_of

FEATURES: Final = list(COLUMNS)
BANDS: Final = (
    "age_group", "worker_class", "school_group", "married", "major", "birthplace_group",
    "relationship", "hours_band", "sex", "white", "above",
)  # fmt: skip
"""Variables whose pairs are compared; `above` is the label."""


def classifier(seed: int) -> lightgbm.LGBMClassifier:
    """A small gradient-boosting model on one thread: the same rows give the same trees."""
    return lightgbm.LGBMClassifier(
        n_estimators=150, learning_rate=0.08, num_leaves=31, n_jobs=1, deterministic=True,
        force_row_wise=True, random_state=seed, verbose=-1,
    )  # fmt: skip


def accuracy(model: lightgbm.LGBMClassifier, rows: pd.DataFrame) -> float:
    """Share of rows whose PINCP the model predicts."""
    return float(np.mean(model.predict(rows[FEATURES]) == rows["PINCP"].to_numpy()))


def variation(first: pd.DataFrame, second: pd.DataFrame, codes: Codes) -> float:
    """Total variation distance of the joint shares of two variables, averaged over all pairs of
    BANDS.
    """
    ours, theirs = _bands(first, codes), _bands(second, codes)
    distances = []
    for one, other in combinations(BANDS, 2):
        sizes = (codes.sizes.get(one, 2), codes.sizes.get(other, 2))
        here, there = (
            np.bincount(bands[one] * sizes[1] + bands[other], minlength=sizes[0] * sizes[1])
            / len(bands[one])
            for bands in (ours, theirs)
        )
        distances.append(np.abs(here - there).sum() / 2)
    return float(np.mean(distances))


def discriminator_auc(real: pd.DataFrame, simulated: pd.DataFrame, seed: int) -> float:
    """AUC of a model that tells simulated from real rows (0.5: it can't): trained on one half,
    tested on the other.
    """
    rows = pd.concat([real, simulated])[["STATE", *FEATURES, "PINCP"]]
    rows["STATE"] = rows["STATE"].astype("category").cat.codes
    kind = np.repeat([0, 1], [len(real), len(simulated)])
    half = np.random.default_rng(seed).permutation(len(rows)) % 2 == 0
    model = classifier(seed).fit(rows[half], kind[half])
    chance: npt.NDArray[np.float64] = np.asarray(model.predict_proba(rows[~half]))[:, 1]
    return float(roc_auc_score(kind[~half], chance))


def _bands(rows: pd.DataFrame, codes: Codes) -> dict[str, npt.NDArray[np.int64]]:
    above = rows["PINCP"].to_numpy().astype(np.int64)
    return levels_of(rows, codes) | {"above": above}
