"""Records of the bench as people read them."""

from collections.abc import Iterator, Sequence
from typing import Final

from stages.benchmark.encoding import EncoderRecord
from stages.benchmark.machine import Machine
from stages.benchmark.record import FamilyRecord
from stages.benchmark.scaling import ScalingRecord

HEADER: Final = (
    "family", "arm", "configs", "loop s", "engine s", "ratio", "agreement", "accuracy +-",
    "collapse +-", "errors",
)  # fmt: skip
SCALING: Final = ("family", "arm", "axis", "at", "engine s", "exponent")
ENCODERS: Final = ("encoder", "backend", "texts/s", "ratio", "error/spread", "of peak")
WORDS: Final = 2


def family_lines(records: Sequence[FamilyRecord]) -> Iterator[str]:
    """What was timed, an aligned table, and what of it is extrapolated."""
    if not records:
        return
    first = records[0]
    sizes = {record.arm: record.dim for record in records}
    dims = ", ".join(f"{dim} numbers a row ({arm})" for arm, dim in sizes.items())
    yield (
        f"Profile {first.profile}, {first.rows:,} rows to train, {first.test_rows:,} to predict; "
        f"{dims}; CPU-seconds."
    )
    yield from aligned([HEADER, *(_cells(record) for record in records)])
    for record in records:
        if record.naive_sampled is not None:
            yield (
                f"{record.family} on {record.arm}: the loop trained {record.naive_sampled} of "
                f"{record.configs} configurations; its time is extrapolated, agreement is of those."
            )


def scaling_lines(records: Sequence[ScalingRecord]) -> Iterator[str]:
    """An aligned table of times and exponents."""
    if not records:
        return
    yield "The engine's CPU-seconds at each size, and the power of the size that they grow with."
    yield from aligned([SCALING, *(_growth(record) for record in records)])


def encoder_lines(records: Sequence[EncoderRecord]) -> Iterator[str]:
    """An aligned table of backends, then what could not run and why."""
    if not records:
        return
    yield "Texts per CPU-second; ratio to sentence-transformers' own; error in units of spread."
    yield from aligned([ENCODERS, *(_backend(record) for record in records)])
    for record in records:
        if record.error is not None:
            yield f"{record.encoder}, {record.backend}: {record.error}"


def machine_lines(here: Machine) -> Iterator[str]:
    """The machine in two lines."""
    versions = ", ".join(f"{name} {number}" for name, number in here.libraries.items())
    yield (
        f"On {here.processor}, {here.cores} cores, 1 thread used; float32 products "
        f"({here.matmul}) reach {here.gemm_gflops:,.0f} GFLOP/s."
    )
    yield f"Python {here.python}, {versions}."


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows of cells with columns of equal width, words to the left and figures to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.ljust(width) if place < WORDS else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _cells(record: FamilyRecord) -> tuple[str, ...]:
    law = record.agreement_in_law
    about = "~" if record.naive_sampled is not None else ""
    return (
        record.family,
        record.arm,
        f"{record.configs}",
        f"{about}{record.naive_s:,.2f}",
        f"{record.engine_s:,.2f}",
        "" if record.ratio is None else f"{about}{record.ratio:.2f}",
        "" if record.agreement is None else f"{record.agreement:.5f}",
        "" if law is None else f"{law.accuracy:+.4f}",
        "" if law is None else f"{law.collapse_ratio:+.4f}",
        f"{record.naive_errors}/{record.engine_errors}",
    )


def _growth(record: ScalingRecord) -> tuple[str, ...]:
    return (
        record.family,
        record.arm,
        record.axis.value,
        " ".join(f"{size:,}" for size in record.at),
        " ".join(f"{spent:,.2f}" for spent in record.engine_s),
        "" if record.exponent is None else f"{record.exponent:.2f}",
    )


def _backend(record: EncoderRecord) -> tuple[str, ...]:
    shown = (
        (record.texts_per_s, ",.1f"),
        (record.ratio, ".2f"),
        (record.error_over_spread, ".4%"),
        (record.peak_share, ".0%"),
    )
    figures = ("" if value is None else format(value, form) for value, form in shown)
    return (record.encoder, record.backend, *figures)
