"""What a run takes of memory and disk."""

from collections.abc import Sequence

from stages.forecast.figures import figures
from stages.forecast.forecast import Asked, Part


def disk_bytes(asked: Asked) -> dict[str, float]:
    """Bytes by what they hold, with the copies in DVC's cache and among the pieces."""
    table, rows = figures()["disk"], asked.rows
    made = dict(zip(asked.encoders, asked.encoders, strict=True)) | dict(asked.arms)
    loads = [asked.encoders[encoder] for encoder in made.values()]
    widths = [load.dimension * load.bytes_per_number for load in loads]
    vectors = rows.all * (asked.raw_dimension * 4 + sum(widths))
    arms = 1 + len(asked.arms)
    predicted = sum(
        len(plan.trials) * (rows.test * table["per_prediction"] + table["per_trial"])
        + table["per_folder"]
        for plan in asked.families
    )
    sizes = {
        "tables and texts": rows.all * table["per_row"],
        "vectors": vectors,
        "predictions": arms * predicted,
    }
    return {name: size * table["copies"] for name, size in sizes.items()}


def peak_mb(asked: Asked, made: Sequence[Part]) -> float:
    """MB of the stage that needs most: its own process and all workers."""
    own = figures()["memory"]["stage_mb"]
    return max((own + part.worker_mb * _workers(part, asked) for part in made), default=0.0)


def _workers(part: Part, asked: Asked) -> int:
    return asked.workers if part.worker_mb else 0
