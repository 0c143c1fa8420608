"""A group of kernel machines: one training set, and each margin in blocks that all share."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from stages.families.contract import Answers, FloatArray
from stages.families.engines.kernel_dual import Dual
from stages.families.engines.kernel_interior import Plane
from stages.families.engines.kernel_margins import GaussianMargins
from stages.families.engines.kernel_rows import Matrix, TrainingRows
from stages.families.groups import Single


@dataclass
class Machines:
    """What was fitted, by run: in one of the first three, or its trouble is an exception."""

    planes: dict[str, Plane] = field(default_factory=dict)
    gaussians: dict[str, tuple[float, Dual]] = field(default_factory=dict)
    plain: dict[str, Single] = field(default_factory=dict)
    troubles: dict[str, Exception | None] = field(default_factory=dict)

    @contextmanager
    def noting(self, run: str) -> Iterator[None]:
        """Keep an exception as the trouble of this run."""
        try:
            yield
        except Exception as problem:
            self.troubles[run] = problem


class KernelGroup:
    """Fitted machines as answers for each trial; trials of one run have the same."""

    def __init__(self, runs: Sequence[str], train: TrainingRows, machines: Machines) -> None:
        """`runs`: of each trial; machines by run."""
        self.runs, self.train, self.machines = runs, train, machines
        gaussians = list(machines.gaussians.values())
        self.margins = GaussianMargins(train, gaussians) if gaussians else None

    def answers(self, x: FloatArray) -> Answers:
        """Margins; NaN where a trial failed. No machine has hidden units."""
        moved = self.train.moved(x)
        rows: dict[str, Matrix] = {}
        if self.margins is not None:
            rows |= zip(self.machines.gaussians, self.margins.margins(moved), strict=True)
        for run, plane in self.machines.planes.items():
            rows[run] = moved @ plane.weights + plane.offset
        for run, single in self.machines.plain.items():
            rows[run] = single.answers(x).margins[0]
        nothing = np.full(len(x), np.nan)
        margins = np.stack([rows.get(run, nothing) for run in self.runs])
        return Answers(margins, [None] * len(self.runs))

    def troubles(self) -> list[Exception | None]:
        """Warnings of libsvm in its words, and exceptions."""
        return [self.machines.troubles[run] for run in self.runs]
