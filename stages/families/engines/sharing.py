"""Trials that share work, found by what their work depends on."""

from collections.abc import Callable, Hashable, Sequence

from stages.families.contract import Trial


def grouped_by(trials: Sequence[Trial], key: Callable[[Trial], Hashable]) -> list[list[Trial]]:
    """Trials of equal key together; keys and trials in the order of their first appearance."""
    groups: dict[Hashable, list[Trial]] = {}
    for trial in trials:
        groups.setdefault(key(trial), []).append(trial)
    return list(groups.values())
