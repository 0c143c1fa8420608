"""The cause of a collapse: the first rung that repairs it, or what the probes say."""

from collections.abc import Mapping

from stages.diagnosis.reference import Reference
from stages.diagnosis.words import Rung, Verdict
from stages.diagnosis.youden import Rates


def repairs(rates: Rates | None, reference: Reference, restored: float, epsilon: float) -> bool:
    """Whether a rung mends a collapse.

    Its Youden index must reach the share `restored` of the probe's, which must know something
    itself; it must be more than chance gives a classifier that calls as many rows positive; and
    the rung must not near-collapse itself.
    """
    if rates is None or not reference.embedded_informs:
        return False
    enough = rates.youden >= restored * reference.youden and rates.youden > rates.chance
    return enough and not rates.near_constant(epsilon)


def cause(repaired: Mapping[Rung, bool], reference: Reference) -> str:
    """The cause, by the ladder's order; see docs/diagnosis.md."""
    for rung in Rung:
        if repaired.get(rung, False):
            return rung.value
    if reference.lost:
        return Verdict.INFORMATION_LOST.value
    if not reference.embedded_informs and not reference.raw_informs:
        return Verdict.UNINFORMATIVE.value
    return Verdict.UNEXPLAINED.value
