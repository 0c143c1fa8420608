"""The logistic function: bounds of its slope and bend over a range of margins."""

import math
from typing import Final

STEEPEST: Final = 0.25
BEND_AT: Final = math.log(2 + math.sqrt(3))
"""Where the logistic function bends most: upwards at minus this, downwards at this."""


def logistic(margin: float) -> float:
    """1 / (1 + exp(-margin)), without overflow."""
    if margin >= 0:
        return 1.0 / (1.0 + math.exp(-margin))
    grown = math.exp(margin)
    return grown / (1.0 + grown)


def logit(share: float) -> float:
    """The inverse; minus infinity from 0 down, infinity from 1 on."""
    if share <= 0:
        return -math.inf
    return math.log(share / (1.0 - share)) if share < 1 else math.inf


def slope(margin: float) -> float:
    """Its derivative, p (1 - p)."""
    p = logistic(-abs(margin))
    return p * (1.0 - p)


def least_secant(at: float, low: float, high: float) -> float:
    """The least mean slope between `at` >= 0 and a margin of [low, high].

    The mean slope rises and then falls as the other end moves (docs/certificate.md), so that it is
    least at one of the two.
    """
    return min(_secant(at, low), _secant(at, high))


def greatest_slope(at: float, low: float, high: float) -> float:
    """The greatest slope on the range that holds `at` and [low, high]."""
    return slope(min(max(0.0, min(at, low)), max(at, high)))


def greatest_bend(low: float, high: float) -> float:
    """The greatest second derivative on [low, high], or 0 where it is negative there."""
    return max(0.0, bend(min(max(-BEND_AT, low), high)))


def bend(margin: float) -> float:
    """Its second derivative, p (1 - p) (1 - 2p)."""
    return slope(margin) * (1.0 - 2.0 * logistic(margin))


def _secant(at: float, other: float) -> float:
    if math.isinf(other):
        return 0.0
    if abs(other - at) < 1e-4:  # the quotient would cancel; slopes differ by less than this
        return max(0.0, slope(at) - abs(other - at))
    return (logistic(other) - logistic(at)) / (other - at)
