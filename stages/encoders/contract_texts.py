"""Checks on texts that are easily forgotten: none at all, odd ones, ones that look alike."""

import numpy as np

from stages.encoders.checks import check_vectors
from stages.encoders.contract_trial import DoubtError, FaultError, Trial
from stages.encoders.probe_texts import ODD


def no_texts(trial: Trial) -> str:
    """No texts give no rows, of the declared length."""
    rows = trial.ready.encode([])
    if getattr(rows, "shape", None) != (0, trial.ready.dimension):
        raise FaultError(
            f"Got {getattr(rows, 'shape', type(rows).__name__)} for no texts, expected shape (0, "
            f"{trial.ready.dimension}). Begin with `np.empty((len(texts), self.dimension))`."
        )
    return "no texts, no rows"


def odd_texts(trial: Trial) -> str:
    """Every odd text gets a finite row."""
    for what, text in ODD.items():
        try:
            check_vectors(trial.ready, trial.ready.encode([text]), 1)
        except Exception as error:
            raise FaultError(
                f"Got {type(error).__name__} for {what} ({' '.join(str(error).split())}), expected "
                "a finite row: such values stand in tables. Catch the case, for example with zeros."
            ) from error
    return ", ".join(ODD)


def tells_apart(trial: Trial) -> str:
    """Distinct texts have distinct rows; a doubt, no fault, where they have not."""
    distinct = len(np.unique(trial.vectors, axis=0))
    if distinct < len(trial.texts):
        raise DoubtError(
            f"{distinct} distinct rows for {len(trial.texts)} distinct texts: what has one row can "
            "only get one prediction. Look at what the texts share, such as a cut that is too "
            "short."
        )
    return f"{distinct} texts, {distinct} rows"
