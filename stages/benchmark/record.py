"""The bench's result for one family on one arm."""

from dataclasses import asdict, dataclass
from typing import Final

from stages.benchmark.likeness import InLaw, agreement, in_law
from stages.benchmark.race import Raced
from stages.benchmark.rows import BenchRows

DIGITS: Final = 6


@dataclass(frozen=True)
class Setup:
    """What a record is of."""

    family: str
    profile: str
    arm: str


@dataclass(frozen=True)
class FamilyRecord:
    """CPU-seconds of loop and engine over a whole grid, and how far they predict the same.

    `configs`: configurations of the grid; `ratio`: naive over engine; `agreement`, and
    `agreement_in_law` of the trials that it leaves out: see `stages.benchmark.likeness`;
    `naive_sampled`: how many the loop really trained, where its time is extrapolated from a sample,
    else null; `naive_errors`, `engine_errors`: trials that failed or diverged.
    """

    family: str
    configs: int
    naive_s: float
    engine_s: float
    ratio: float | None
    agreement: float | None
    agreement_in_law: InLaw | None
    naive_sampled: int | None
    naive_errors: int
    engine_errors: int
    naive_fit_s: float
    engine_fit_s: float
    arm: str
    profile: str
    rows: int
    test_rows: int
    dim: int

    def tree(self) -> dict[str, object]:
        """As JSON holds it, numbers with six digits."""
        return {
            name: float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
            for name, value in asdict(self).items()
        }


def family_record(setup: Setup, rows: BenchRows, raced: Raced) -> FamilyRecord:
    """The record of a race."""
    naive, engine = raced.naive_spent, raced.engine_spent
    trials = raced.trials
    return FamilyRecord(
        family=setup.family,
        configs=len(trials),
        naive_s=naive.seconds,
        engine_s=engine.seconds,
        ratio=naive.seconds / engine.seconds if engine.seconds else None,
        agreement=agreement(trials, raced.naive, raced.engine),
        agreement_in_law=in_law(trials, raced.naive, raced.engine, rows.test_y),
        naive_sampled=raced.sampled if raced.sampled < len(trials) else None,
        naive_errors=sum(called is None for called in raced.naive.values()),
        engine_errors=sum(called is None for called in raced.engine.values()),
        naive_fit_s=naive.fit.seconds,
        engine_fit_s=engine.fit.seconds,
        arm=setup.arm,
        profile=setup.profile,
        rows=len(rows.x),
        test_rows=len(rows.test_x),
        dim=rows.x.shape[1],
    )
