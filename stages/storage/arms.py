"""The raw arm's name, and the commands that train an arm: its stage, or one trial alone."""

import shlex
from collections.abc import Sequence
from typing import Final

RAW_ARM: Final = "tabular"
"""The arm of the raw rows; every other arm is called as its encoder."""

SEE_WHY: Final = "To see why, with the full traceback (trains that one alone, writes nothing):"
"""What stands above the commands of failed trials."""

_MOST: Final = 5


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
