"""A statement about collapse that any run can support, contradict or leave open."""

from dataclasses import dataclass
from enum import StrEnum

from stages.claims.demands import require_number, require_text
from stages.claims.measured import Measured, Statistic
from stages.claims.run import NotToldError, Run
from stages.metrics.intervals import SEEDS_FOR_INTERVAL
from stages.storage.names import nearest


class Direction(StrEnum):
    """On which side of the threshold the claim puts the statistic."""

    ABOVE = "above"
    BELOW = "below"


class Verdict(StrEnum):
    """What a run says of a claim."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class Examined:
    """A verdict with its reason; `measured` is None where the run is silent."""

    verdict: Verdict
    reason: str
    measured: Measured | None = None


@dataclass(frozen=True)
class Claim:
    """`statement` in our own words, `page` of the paper; the statistic shall lie on one side.

    `direction` (above, below) of `threshold`; `margin`: how far beyond it every value must lie
    where fewer than five seeds give no interval. ValueError for another direction, a threshold or
    margin that is no number, a negative margin, and a statistic that nothing can be asked.
    """

    statement: str
    page: str
    statistic: Statistic
    direction: str
    threshold: float
    margin: float

    def __post_init__(self) -> None:
        """Check what the yaml says."""
        require_text("statement", self.statement)
        require_text("page", self.page)
        if not isinstance(self.statistic, Statistic):
            raise ValueError(
                f"Got statistic={self.statistic!r}; expected an object with `words` and `measure`."
                " Give it a `_target_`, such as stages.claims.ratios.MeanRatio."
            )
        if self.direction not in [*Direction]:
            raise ValueError(nearest("direction", self.direction, Direction))
        require_number("threshold", self.threshold)
        require_number("margin", self.margin, at_least=0)

    def examine(self, run: Run) -> Examined:
        """What this run says.

        With five seeds or more the whole confidence interval over re-trainings must lie on one side
        of the threshold; with fewer every seed's value must, and beyond the margin. Where the run
        or its tables are too thin for the statistic the reason says why.
        """
        try:
            measured = self.statistic.measure(run)
        except NotToldError as told:
            return Examined(Verdict.CANNOT_TELL, str(told))
        except (LookupError, ValueError, ArithmeticError) as error:
            why = " ".join(str(error.args[0] if error.args else error).split())
            return Examined(Verdict.CANNOT_TELL, f"not measured: {type(error).__name__}: {why}")
        return self._judged(measured, run.confidence)

    def _judged(self, measured: Measured, confidence: float) -> Examined:
        seeds = len(measured.by_seed)
        enough = seeds >= SEEDS_FOR_INTERVAL
        ends = measured.interval(confidence) if enough else measured.by_seed
        beyond = [self._beyond(end) for end in ends]
        clear = 0.0 if enough else self.margin
        several = f"{seeds} seeds" if seeds > 1 else "one seed"
        if min(beyond) > clear or max(beyond) < -clear:
            verdict = Verdict.SUPPORTED if min(beyond) > clear else Verdict.CONTRADICTED
            fewer = f"{several}, no interval: clear of the threshold by more than {clear:g}"
            return Examined(verdict, f"interval over {several}" if enough else fewer, measured)
        open_ = "the interval holds the threshold" if enough else f"not clear by {clear:g}"
        return Examined(Verdict.CANNOT_TELL, f"{several}: {open_}", measured)

    def _beyond(self, value: float) -> float:
        distance = value - self.threshold
        return distance if self.direction == Direction.ABOVE else -distance
