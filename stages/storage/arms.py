"""What arms are called, and the commands that train one: its stage, or one trial alone."""

import shlex
from collections.abc import Collection, Sequence
from typing import Final

from stages.storage.names import closest

RAW_ARM: Final = "tabular"
"""The arm of the raw rows; every other arm is called as its encoder, or ENCODER+REMEDY."""

NO_REMEDY: Final = "none"
"""The remedy of an arm whose vectors are as the encoder gives them."""

JOINS: Final = "+"
"""What stands between encoder and remedy; neither name holds one."""

SEE_WHY: Final = "To see why, with the full traceback (trains that one alone, writes nothing):"
"""What stands above the commands of failed trials."""

_MOST: Final = 5


def arm_name(encoder: str, remedy: str) -> str:
    """The arm of an encoder's vectors after a remedy; the encoder's own without one."""
    return encoder if remedy == NO_REMEDY else f"{encoder}{JOINS}{remedy}"


def parts_of(arm: str) -> tuple[str, str]:
    """Encoder and remedy of an arm: (minilm, pca) of `minilm+pca`, (minilm, none) of `minilm`."""
    encoder, _, remedy = arm.partition(JOINS)
    return encoder, remedy or NO_REMEDY


def unknown_arm(arm: str, encoders: Collection[str], remedies: Collection[str]) -> str:
    """The error for an arm that is not made of these: the nearest arm, then all, nearest first."""
    encoder, remedy = parts_of(arm)
    near = closest(encoder, [RAW_ARM, *encoders], len(encoders) + 1)
    changes = sorted(remedies) if remedy == NO_REMEDY else closest(remedy, remedies, len(remedies))
    own = closest(encoder, encoders, 1) if remedy != NO_REMEDY else near[:1]
    like = arm_name("".join(own), NO_REMEDY if remedy == NO_REMEDY else "".join(changes[:1]))
    return (
        f"Got the arm {arm!r}; expected {RAW_ARM}, an encoder, or ENCODER{JOINS}REMEDY. "
        f"Nearest: {like}. Encoders: {', '.join(name for name in near if name != RAW_ARM)}. "
        f"Remedies: {', '.join(changes)}. Add one to conf/encoders or conf/remedies."
    )


def stage_command(arm: str, family: str) -> str:
    """The command of a shell that trains one family on one arm."""
    words = ["baseline", family] if arm == RAW_ARM else ["train", arm, family]
    return shlex.join(["python", "-m", f"stages.{words[0]}", *words[1:]])


def trial_commands(trials: Sequence[tuple[str, str, str]]) -> tuple[list[str], str]:
    """The commands that show the whole traceback of the first trials (arm, family, config).

    With them `and 3 more` where there are more, else nothing.
    """
    commands = [
        f"{stage_command(arm, family)} {shlex.join(['--only', config])}"
        for arm, family, config in trials[:_MOST]
    ]
    return commands, f"and {len(trials) - _MOST} more" if len(trials) > _MOST else ""
