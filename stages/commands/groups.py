"""The groups of conf/ and their choices, from the folders and files that are there."""

from pathlib import Path


def choices(conf: Path, group: str) -> list[str]:
    """The files of one group without their ending, sorted; empty where there is no such group."""
    return sorted(path.stem for path in (conf / group).glob("*.yaml"))


def groups(conf: Path) -> list[str]:
    """Every folder of conf/ that holds choices, for example `size` and `families/mlp`."""
    return sorted({path.parent.relative_to(conf).as_posix() for path in conf.glob("*/**/*.yaml")})
