"""What scikit-learn makes of gamma."""

import math

import numpy as np

from stages.families.contract import FloatArray, Trial


def gamma_of(trial: Trial, x: FloatArray) -> float | None:
    """The number that SVC takes for the setting `gamma`; None for one that it would refuse.

    scale: 1 / (dim * variance of all numbers), 1 where that is zero; auto: 1 / dim.
    """
    gamma = trial.settings["gamma"]
    if gamma == "auto":
        return 1.0 / float(x.shape[1])
    if gamma == "scale":
        variance = float(x.astype(np.float64).var())
        return 1.0 / (float(x.shape[1]) * variance) if variance else 1.0
    if type(gamma) not in (int, float):
        return None
    number = trial.number("gamma")
    return number if math.isfinite(number) and number >= 0.0 else None
