"""An estimate as people read it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from stages.forecast.figures import figures
from stages.forecast.forecast import Part

MINUTE, HOUR, DAY = 60, 3600, 86_400
LEFT: Final = 2
WHERE: Final = (
    "kept timings: artifacts/timings, of an earlier run here, scaled to these rows; table: "
    "stages/forecast/measured.yaml, measured on one machine, scaled; guess: nothing was measured."
)


def duration(seconds: float | None) -> str:
    """A time as people say it: 45 s, 3 min 47 s, 5 h 20 min, 53 days; ? where it is not known."""
    if seconds is None:
        return "?"
    if seconds >= 3 * DAY:
        return f"{seconds / DAY:,.0f} days"
    whole = round(seconds)
    if whole >= HOUR:
        return f"{whole // HOUR} h {whole % HOUR // MINUTE} min"
    return f"{whole // MINUTE} min {whole % MINUTE} s" if whole >= MINUTE else f"{whole} s"


def volume(size: float) -> str:
    """Bytes as MB or GB."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def span(seconds: float) -> str:
    """The range in which a time lies more often than not."""
    factor = figures()["range"]
    return f"{duration(seconds / factor)} to {duration(seconds * factor)}"


def stage_lines(made: Sequence[Part], workers: int) -> Iterator[str]:
    """The stages as a table, aligned."""
    header = ("stage", "works on", "one core", f"{workers} workers", "a worker", "from")
    rows = [
        (
            part.stage,
            part.work,
            duration(part.core_seconds),
            duration(part.seconds),
            volume(part.worker_mb * 1e6) if part.worker_mb else "",
            str(part.origin),
        )
        for part in made
    ]
    widths = [max(len(row[place]) for row in (header, *rows)) for place in range(len(header))]
    for row in (header, *rows):
        cells = [
            cell.ljust(width) if place < LEFT or place == len(header) - 1 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def disk_line(disk: Mapping[str, float]) -> str:
    """All bytes and what they hold."""
    held = ", ".join(f"{name} {volume(size)}" for name, size in disk.items())
    return f"Disk: about {volume(sum(disk.values()))} with the cache and the pieces ({held})."
