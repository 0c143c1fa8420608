"""A sweep's overrides taken apart into jobs, before anything runs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override, ValueType
from hydra.errors import HydraException

from stages.commands.composition import composed
from stages.commands.diagnosis import explain
from stages.commands.experiments import slug
from stages.commands.usage import RefusalError


@dataclass(frozen=True)
class Sweep:
    """Overrides for Hydra itself (`hydra/launcher=joblib`), and the jobs that the others make."""

    hydra: list[str]
    task: list[str]
    jobs: list[list[str]]


def expanded(root: Path, overrides: Sequence[str], *, multirun: bool) -> Sweep:
    """Every job of a sweep, composed once: a refusal names what would fail before anything runs.

    With another sweeper (`hydra/sweeper=...`) the jobs are known only while it runs: none here.
    """
    own = [line for line in overrides if line.lstrip("+~").startswith(("hydra/", "hydra."))]
    task = [line for line in overrides if line not in own]
    if any(line.lstrip("+").startswith("hydra/sweeper=") for line in own):
        return Sweep(own, task, [])
    jobs = _jobs(root, task) if multirun else [task]
    for job in jobs:
        composed(root, job)
    twice = [name for name, times in Counter(slug(job) for job in jobs).items() if times > 1]
    if twice:
        raise RefusalError(f"Got the job {twice[0]} twice: give every value once.")
    return Sweep(own, task, jobs)


def _jobs(root: Path, task: Sequence[str]) -> list[list[str]]:
    parser = OverridesParser.create()
    parsed: list[Override] = []
    for line in task:
        try:
            parsed.append(parser.parse_override(line))
        except HydraException as error:
            raise RefusalError(explain(root / "conf", [line], error)) from error
        if parsed[-1].value_type is ValueType.GLOB_CHOICE_SWEEP:
            raise RefusalError(f"Got {line!r}: glob is not followed, list the values: key=a,b.")
    try:
        (jobs,) = BasicSweeper.split_arguments(parsed, None)
    except HydraException as error:
        raise RefusalError(f"Got {' '.join(task)}: {error}. List the values: key=a,b.") from error
    return jobs
