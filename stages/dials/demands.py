"""How far a dial can be turned, and through which remedies a cloud can go."""

import math
from collections.abc import Mapping
from typing import Protocol

from stages.remedies.training import training_words
from stages.storage.names import require_whole


class Settings(Protocol):
    """The values of a dial; None where it stays as it is."""

    spread: float | None
    mean_share: float | None
    spectrum: float | None
    dimension: int | None
    noise: float | None
    duplicates: int | None


def check_dial(dial: Settings) -> None:
    """ValueError for a value outside a dial's range, with the range."""
    if dial.spread is not None and not (math.isfinite(dial.spread) and dial.spread > 0):
        raise _refused("spread", dial.spread, "a number above 0, such as 0.3")
    if dial.mean_share is not None and not 0 <= dial.mean_share < 1:
        raise _refused("mean_share", dial.mean_share, "a share from 0 to below 1, such as 0.9")
    for name in ("spectrum", "noise"):
        value = getattr(dial, name)
        if value is not None and not (math.isfinite(value) and value >= 0):
            raise _refused(name, value, "a number of at least 0, such as 0.5")
    for name in ("dimension", "duplicates"):
        if getattr(dial, name) is not None:
            require_whole(name, getattr(dial, name), at_least=1)


def check_remedies(remedies: Mapping[str, object]) -> None:
    """ValueError for a remedy that asks anything of training: a cloud is vectors alone."""
    for name, remedy in remedies.items():
        if words := training_words(remedy):
            asked = " and ".join(f"{key}={word}" for key, word in words.items())
            raise ValueError(
                f"Got dials.remedies.{name}, which asks for {asked} in training; expected remedies "
                "that change vectors alone, as every cloud is trained without. Leave it out of "
                f"dials.remedies, and compare it by -S study=diagnosis or -S remedy={name}."
            )


def _refused(name: str, value: float, expected: str) -> ValueError:
    return ValueError(f"Got {name}={value!r}; expected {expected}, or null to leave it as it is.")
