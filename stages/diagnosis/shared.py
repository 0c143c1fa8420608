"""What configurations have in common: the settings that a grid varies and they do not."""

from collections.abc import Sequence


def shared_settings(chosen: Sequence[str], grid: Sequence[str]) -> list[str]:
    """As `key=value`: what all the chosen ids share and not all of the grid's; seeds left out.

    Empty for fewer than two of them, and where they share nothing.
    """
    if len(chosen) < 2:
        return []
    common = set.intersection(*(_settings(config) for config in chosen))
    everywhere = set.intersection(*(_settings(config) for config in grid))
    return sorted(common - everywhere)


def _settings(config: str) -> set[str]:
    return set(config.rpartition(";seed=")[0].split(","))
