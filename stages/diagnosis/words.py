"""The words of a diagnosis: rungs of the ladder, causes, and the columns of its tables."""

from enum import StrEnum
from typing import Final


class Rung(StrEnum):
    """One change at a time, same seed; from what costs nothing to what changes the question."""

    NONE = "none"
    """As trained."""
    THRESHOLD = "threshold"
    """The same model, cut so that as many rows are positive as in training: no label is used."""
    STANDARDIZE = "standardize"
    """Trained on vectors that are centred and scaled, coordinate by coordinate."""
    SLOWER = "slower"
    """A tenth of the learning rate."""
    LONGER = "longer"
    """Ten times the epochs or rounds."""
    SEED = "seed"
    """Another seed: what repairs here was a toss of a coin."""
    BALANCED = "balanced"
    """Both classes weigh the same."""
    LOOSER = "looser"
    """A tenth of what the configuration holds itself back by: of a penalty, of a pruning."""


class Verdict(StrEnum):
    """Causes that are no rung."""

    INFORMATION_LOST = "information_lost"
    """No rung repairs, and the vectors tell less of the label than the raw rows do."""
    UNINFORMATIVE = "uninformative"
    """Neither the vectors nor the raw rows tell anything of the label."""
    UNEXPLAINED = "unexplained"
    """The vectors tell of the label, and no rung repairs."""


CAUSES: Final = (*(rung.value for rung in Rung if rung is not Rung.NONE), *Verdict)
"""Every cause, in the order in which tables show them."""

LADDER: Final = ("arm", "family", "config", "kind", "rung", "youden", "reference", "repaired",
                 "error")  # fmt: skip
CAUSE: Final = ("arm", "family", "config", "kind", "cause")
EXAMINED: Final = ("arm", "family", "collapsed", "examined")
PROBES: Final = ("arm", "probe", "auc", "auc_low", "auc_high", "youden")

COLUMNS: Final = {"ladder": LADDER, "causes": CAUSE, "examined": EXAMINED, "probes": PROBES}
"""Columns of each table."""
KEYS: Final = {
    "ladder": ("arm", "family", "config"),
    "causes": ("arm", "family", "config"),
    "examined": ("arm", "family"),
    "probes": (),
}
"""What each is sorted by; rungs stand in the ladder's order, probes raw first."""
