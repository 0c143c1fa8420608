"""remedy_scores.csv: what the best configuration scores with and without each remedy."""

from typing import Final

import numpy as np
import pandas as pd

from stages.metrics.arm_counts import arm_counts
from stages.metrics.best import choose
from stages.metrics.confusion import Floats
from stages.metrics.intervals import student_interval
from stages.prescription.counted import CountedArm
from stages.prescription.study import Study

COLUMNS: Final = (
    "encoder", "remedy", "domain", "f1_none", "f1_macro", "difference", "seed_low", "seed_high",
    "lowers",
)  # fmt: skip

HALF_A_POINT: Final = 0.005
"""A best score that falls by more than this is said to fall."""
SLACK: Final = 1e-9  # .800 - .795 comes out above .005
WORDS: Final = {True: "true", False: "false"}


def scores_table(study: Study) -> pd.DataFrame:
    """One row per remedy and domain: best macro-F1 of all families, the source cross-fitted.

    Chosen by macro-F1 on id_test, seed by seed; means over the seeds that both arms have, with
    the t interval of the difference over five or more. `lowers`: true where it falls by more than
    half a point; missing where unknown.
    """
    of_none = best_by_seed(study.none, study.domains)
    frames = []
    for remedy in study.remedies:
        remedied = best_by_seed(study.arms[remedy], study.domains)
        both = sorted(of_none.keys() & remedied.keys())
        for place, domain in enumerate(study.stems):
            before = np.array([of_none[seed][place] for seed in both])
            after = np.array([remedied[seed][place] for seed in both])
            names = study.encoder, remedy, domain
            frames.append((*names, *_compared(before, after, study.confidence)))
    table = pd.DataFrame(frames, columns=list(COLUMNS))
    return table.sort_values(list(COLUMNS[:3]), ignore_index=True)


def best_by_seed(arm: CountedArm, domains: pd.DataFrame) -> dict[int, Floats]:
    """Macro-F1 per domain (source first) of the best configuration of each seed of one arm."""
    gathered = arm_counts(arm.arm, arm.counts, arm.halves, arm.trials, domains)
    return {
        int(seed): choose(gathered, gathered.seeds == seed).f1_macro
        for seed in np.unique(gathered.seeds)
    }


def lowers(difference: float) -> bool:
    """Whether a best score falls by more than half a point; exactly half a point is no fall."""
    return difference < -(HALF_A_POINT + SLACK)


def _compared(before: Floats, after: Floats, confidence: float) -> tuple[object, ...]:
    known = np.isfinite(before) & np.isfinite(after)
    if not known.any():
        return (*[float("nan")] * 5, None)
    changes = after[known] - before[known]
    change = float(changes.mean())
    means = float(before[known].mean()), float(after[known].mean())
    return (*means, change, *student_interval(changes, confidence), WORDS[lowers(change)])
