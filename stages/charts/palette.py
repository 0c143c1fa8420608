"""What a colour and a shape mean, in every chart.

The first seven colours are those of Okabe and Ito's palette for colour-blind readers (its yellow is
too pale on white; black stands in); the spare ones, for users' own families, are Paul Tol's.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

FAMILY_COLOURS: Final = {
    "mlp": "#0072B2",
    "cvar_dro": "#56B4E9",
    "lr": "#009E73",
    "svm": "#E69F00",
    "rf": "#D55E00",
    "gbm": "#CC79A7",
    "xgb": "#000000",
}
SPARE_COLOURS: Final = ("#882255", "#999933", "#332288", "#44AA99", "#661100", "#6699CC")


class Collapse(StrEnum):
    """Whether a configuration predicts one class only, on the source or on the target shown."""

    NONE = "not collapsed"
    """Both classes are predicted on both test sets."""
    NEAR = "near-collapsed"
    """The collapse statistic is below epsilon on one of the two test sets, above zero on both."""
    STRICT = "strictly collapsed"
    """Every row of one of the two test sets is predicted as the same class."""


SHAPES: Final = {
    Collapse.NONE: "circle",
    Collapse.NEAR: "triangle-up",
    Collapse.STRICT: "square",
}


def family_colours(families: Iterable[str]) -> dict[str, str]:
    """One colour per family, in the order given; a known family has the same one everywhere.

    Unknown families take the spare colours in alphabetical order, from the first again when those
    run out.
    """
    names = list(dict.fromkeys(families))
    unknown = sorted(set(names) - set(FAMILY_COLOURS))
    spare = {name: SPARE_COLOURS[k % len(SPARE_COLOURS)] for k, name in enumerate(unknown)}
    return {name: FAMILY_COLOURS.get(name) or spare[name] for name in names}
