"""Measure every job of a plan, wherever there is room, and list the results in the plan's order."""

from functools import partial

from stages.dials.measure import Bench, Measured, measure
from stages.dials.plan import DialPlan, Job
from stages.machine.parallel import Parallel, run_all
from stages.machine.progress import Task

Numbered = tuple[int, Job]


def sweep(plan: DialPlan, bench: Bench, parallel: Parallel, title: str) -> list[Measured]:
    """Results of all jobs in the plan's order, whatever the order in which they came."""
    jobs = list(enumerate(plan.jobs()))
    task = Task(title, "cloud", [1.0] * len(jobs))
    found = dict(run_all(partial(_numbered, bench), jobs, parallel, task))
    return [found[number] for number, _ in jobs]


def _numbered(bench: Bench, item: Numbered) -> tuple[int, Measured]:
    number, job = item
    return number, measure(bench, job)
