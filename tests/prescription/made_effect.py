"""Effects of remedies by hand: a good one, and what is changed of it."""

import math
from dataclasses import replace

from stages.prescription.asked import Asked
from stages.prescription.effect import Effect

GOOD = Effect(
    remedy="center",
    asked=Asked(),
    fine=60,
    created=2,
    removed=30,
    both=10,
    collapse_none=0.4,
    collapse=0.12,
    difference=-0.28,
    interval=(math.nan, math.nan),
    seeds=1,
    scores={"CA": 0.004, "PR": -0.001, "AL": 0.003},
    skill=0.5,
    skill_none=0.5,
)
"""Removes 30 of 40 and creates 2."""
PRIOR = Asked(threshold="prior")
BALANCED = Asked(class_weight="balanced")
NONE = replace(
    GOOD, remedy="none", fine=62, created=0, removed=0, both=40, collapse=0.4, difference=0.0,
    scores={"CA": 0.0, "PR": 0.0, "AL": 0.0},
)  # fmt: skip
