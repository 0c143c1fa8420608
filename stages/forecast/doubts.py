"""What won't go well: memory, small batches, encoders too large for a CPU."""

from collections.abc import Iterator, Sequence

from stages.families.contract import Demanding
from stages.forecast.encoding import EncoderLoad
from stages.forecast.families import FamilyPlan
from stages.forecast.forecast import Asked, Part
from stages.forecast.room import peak_mb

SECONDS_A_DAY = 86_400


def machine_warnings(asked: Asked, made: Sequence[Part], memory_mb: float | None) -> Iterator[str]:
    """Sentences with their cures; `memory_mb`: of this machine, None where it is not known."""
    peak = peak_mb(asked, made)
    if memory_mb is not None and peak > memory_mb:
        yield (
            f"Memory: about {peak / 1000:.1f} GB are needed, this machine has "
            f"{memory_mb / 1000:.1f} GB. Run fewer workers, -S parallel.n_jobs=1."
        )
    for plan in asked.families:
        yield from _demand_warnings(plan, asked.rows.train)
    for name, load in asked.encoders.items():
        yield from _encoder_warnings(name, load, asked)


def _demand_warnings(plan: FamilyPlan, rows: int) -> Iterator[str]:
    """What the family itself would say before it trains on so many rows here."""
    if isinstance(plan.family, Demanding):
        try:
            plan.family.demand(rows)
        except ValueError as error:
            yield str(error)


def _encoder_warnings(name: str, load: EncoderLoad, asked: Asked) -> Iterator[str]:
    if not load.dimension_known:
        yield (
            f"{name}: conf/ does not say how many numbers a vector has; estimated for "
            f"{load.dimension}. Where its file has the key, set encoders.{name}.dimension."
        )
    if load.texts_per_second is None:
        yield f"{name}: how fast it encodes is not known; its stage is left out of the total."
    elif load.device == "cpu" and load.texts_per_second < 1:
        days = asked.rows.all / load.texts_per_second / asked.workers / SECONDS_A_DAY
        yield (
            f"{name}: a model of this size on a CPU takes {1 / load.texts_per_second:,.0f} s "
            f"a text and core, about {days:,.0f} days in all, and "
            f"{load.worker_mb / 1000:.0f} GB a worker. Encode on a GPU (compute.device=cuda), "
            "or bring vectors made elsewhere (encoder=vectors)."
        )
