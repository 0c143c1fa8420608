"""The recommendation's reason in plain words, with its figures."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from stages.metrics.intervals import SEEDS_FOR_INTERVAL
from stages.prescription.effect import Effect
from stages.prescription.rule import Objection, in_order, luck, objections
from stages.prescription.scores import lowers

Phrase = Callable[[Effect], str]

BY_CONSTRUCTION: Final = (
    "It fixes the predicted share at the training prior, so that no collapse can be left: that is "
    "no evidence, and it stands here because no other remedy is eligible while the best scores and "
    "the line's skill hold."
)

NEAREST: Final = 3
"""Of the remedies that are refused, how many are told with what speaks against them."""


def reason_for(effect: Effect, tried: Sequence[Effect]) -> str:
    """Why this remedy: what it removes, how sure that is, what it costs, what else would do."""
    sentences = [
        f"{effect.remedy} {_firmly(effect)} {_counts(effect)}: {_ratios(effect)}.",
        f"{_certainty(effect)}.",
        f"{_scores(effect)}.",
        BY_CONSTRUCTION if effect.asked.forces_share else "",
        _also([other for other in tried if other.remedy != effect.remedy]),
    ]
    return " ".join(filter(None, sentences))


def reason_for_none(none: Effect, tried: Sequence[Effect]) -> str:
    """Why no remedy: nothing was tried, nothing is to mend, or what speaks against the nearest."""
    trained = none.fine + none.collapsed_before
    if not tried:
        return "No remedy was tried."
    if trained == 0:
        return "No configuration was trained well: nothing can be compared."
    if none.collapsed_before == 0:
        return (
            f"Nothing to mend: of {trained:,} trained configurations none is near-collapsed on the "
            f"source's test rows. {_all_tried(tried)}"
        )
    against = [
        f"{effect.remedy} ({_cells(effect)}) "
        + " and ".join(PHRASES[found](effect) for found in objections(effect))
        for effect in in_order(tried)[:NEAREST]
    ]
    if (rest := len(tried) - NEAREST) > 0:
        against.append(f"and {rest} {'other' if rest == 1 else 'others'} (table below)")
    them = "it" if len(tried) == 1 else "them"
    return f"{_all_tried(tried)} Against {them}: {'; '.join(against)}. {_certainty(none)}."


def _all_tried(tried: Sequence[Effect]) -> str:
    if len(tried) == 1:
        return "The one remedy tried is not recommended."
    return f"None of the {len(tried)} remedies tried is recommended."


def _cells(effect: Effect) -> str:
    return f"{effect.removed:,} of {effect.collapsed_before:,} removed, {effect.created:,} created"


def _firmly(effect: Effect) -> str:
    return "removes" if effect.has_interval else "seems to help: it removes"


def _counts(effect: Effect) -> str:
    created = f"creates {effect.created:,}" if effect.created else "creates none"
    of = f"{effect.removed:,} of {effect.collapsed_before:,} near-collapses"
    return f"{of} on the source's test rows and {created}"


def _ratios(effect: Effect) -> str:
    before, after = (f"{100 * value:.1f} %" for value in (effect.collapse_none, effect.collapse))
    return f"{before} of configurations before, {after} after (mean over families)"


def _certainty(effect: Effect) -> str:
    if effect.has_interval:
        low, high = (_points(value) for value in effect.interval)
        return f"The difference over {effect.seeds} seeds: {low} to {high} points"
    if effect.seeds == 1:
        return "One seed: no interval, so a weaker word"
    return f"{effect.seeds} seeds: no interval below {SEEDS_FOR_INTERVAL}, so a weaker word"


def _scores(effect: Effect) -> str:
    source, *targets = effect.scores
    told = f"The best macro-F1 changes by {_points(effect.on_source)} points on {source}"
    if targets:
        told += f" and by {_points(effect.on_targets)} on average over {_several(targets)}"
    fallen = [f"{stem} ({_points(by)})" for stem, by in effect.scores.items() if lowers(by)]
    if fallen:
        return f"{told}; it falls by more than half a point on {_listed(fallen)}"
    return f"{told}; it falls by more than half a point nowhere"


def _several(targets: Sequence[str]) -> str:
    return "the target" if len(targets) == 1 else f"{len(targets)} targets"


def _also(others: Sequence[Effect]) -> str:
    eligible = [other.remedy for other in in_order(others) if not objections(other)]
    return f"Eligible besides: {_listed(eligible)}." if eligible else ""


def _points(share: float) -> str:
    return "an unknown number of" if math.isnan(share) else f"{round(100 * share, 1) + 0.0:+.1f}"


def _fall(change: float) -> str:
    return f"{-100 * change:.2f}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


PHRASES: Final[Mapping[Objection, Phrase]] = {
    Objection.NO_PAIR: lambda effect: "has no configuration that is ok in both arms",
    Objection.REMOVES_LITTLE: lambda effect: (
        f"removes too little (difference {_points(effect.difference)} points)"
    ),
    Objection.NOT_CLEAR: lambda effect: (
        f"has an interval over seeds up to {_points(effect.interval[1])} points"
        if effect.has_interval
        else f"does no better than luck may (sign test: p = {luck(effect):.2f})"
    ),
    Objection.CREATES: lambda effect: "creates more than one for every four removed",
    Objection.SCORE_UNKNOWN: lambda effect: "has no best score to compare on the source",
    Objection.LOWERS_SOURCE: lambda effect: (
        f"lowers the best macro-F1 on the source by {_fall(effect.on_source)} points"
    ),
    Objection.LOWERS_TARGETS: lambda effect: (
        f"lowers the best macro-F1 over the targets by {_fall(effect.on_targets)} points"
    ),
    Objection.FORCED_SCORE: lambda effect: (
        "fixes the predicted share, which removes collapse by construction, and the best scores "
        f"fall ({_points(effect.on_all)} points on average)"
    ),
    Objection.FORCED_SKILL: lambda effect: (
        "fixes the predicted share, which removes collapse by construction, and the line's skill "
        "is unknown or falls"
    ),
}
