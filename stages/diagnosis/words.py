"""The words of a diagnosis: rungs of the ladder, causes, and the columns of its tables."""

from collections.abc import Mapping
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
    """Less of what the configuration holds itself back by, by `diagnosis.looser`: a penalty."""


class Verdict(StrEnum):
    """Causes that are no rung."""

    INFORMATION_LOST = "information_lost"
    """No rung repairs, and the vectors tell less of the label than the raw rows do."""
    UNINFORMATIVE = "uninformative"
    """Neither the vectors nor the raw rows tell anything of the label."""
    UNEXPLAINED = "unexplained"
    """The vectors tell of the label, and no rung repairs."""


RUNGS: Final = tuple(rung.value for rung in Rung if rung is not Rung.NONE)
"""The rungs that change something, each a cause where it is the first that repairs."""

MEANINGS: Final[Mapping[str, str]] = {
    Rung.THRESHOLD.value: "the same model is right once it is cut so that as many rows are "
    "positive as in training",
    Rung.STANDARDIZE.value: "it learns once the vectors are centred and scaled",
    Rung.SLOWER.value: "it learns with a smaller learning rate",
    Rung.LONGER.value: "it learns with more epochs or rounds",
    Rung.SEED.value: "it learns from another seed: a toss of a coin",
    Rung.BALANCED.value: "it learns once both classes weigh the same",
    Rung.LOOSER.value: "it learns once its own settings hold it back less: a penalty, a pruning, "
    "a share of the batch",
    Verdict.INFORMATION_LOST.value: "no single change mends it, and even the best probe ranks "
    "worse on the vectors than on the raw rows",
    Verdict.UNINFORMATIVE.value: "not even a probe knows anything of the label, on either arm: "
    "there is nothing to learn",
    Verdict.UNEXPLAINED.value: "no single change mends it, though a probe knows something of the "
    "label",
}
"""What each cause says of a configuration, for the terminal, the summary and the page."""

CAUSES: Final = tuple(MEANINGS)
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
