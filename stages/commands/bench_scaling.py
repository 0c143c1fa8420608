"""The measurements behind `--scaling`: sizes along each axis, every family at each."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from stages.benchmark.rows import BenchArm
from stages.benchmark.scaling import Axis, ScalingRecord, engine_seconds, exponent, some
from stages.benchmark.timed import Course
from stages.commands.bench_options import LEAST, Bench, Sizes, listed
from stages.commands.usage import RefusalError
from stages.machine.progress import Progress, Task

PARTS: Final = (4, 2, 1)
"""Without sizes of one's own: a quarter, a half and the whole."""

Asked = Mapping[Axis, Sequence[int]]
"""Sizes to measure at along each axis; none: the parts of the whole."""


def asked(options: argparse.Namespace) -> Asked:
    """The sizes that the options give; a refusal for what is no whole number or too small."""
    given = {
        Axis.ROWS: options.scaling_rows,
        Axis.DIM: options.scaling_dims,
        Axis.CONFIGS: options.scaling_configs,
    }
    return {axis: _whole(axis, text) for axis, text in given.items()}


def scaling_records(bench: Bench, sizes: Asked) -> Iterator[ScalingRecord]:
    """One record per arm, axis and family; the raw arm has no other dimensions."""
    for arm in bench.arms:
        for axis in Axis:
            if axis is Axis.DIM and arm is not BenchArm.EMBEDDING:
                continue
            yield from _along(bench, arm, axis, sizes[axis])


def _along(
    bench: Bench, arm: BenchArm, axis: Axis, sizes: Sequence[int]
) -> Iterator[ScalingRecord]:
    spent: dict[str, dict[int, float]] = {name: {} for name in bench.families}
    grids = {name: bench.trials(name) for name in bench.families}
    points = [_points(bench, axis, sizes, len(grid)) for grid in grids.values()]
    task = Task(f"scaling with {axis.value}", "point", [1.0] * sum(map(len, points)))
    with Progress(task) as progress:
        for (name, family), at in zip(bench.families.items(), points, strict=True):
            for size in at:
                rows = bench.made(arm, _sizes(bench.sizes, axis, size))
                grid = some(grids[name], size) if axis is Axis.CONFIGS else grids[name]
                course = Course(family, rows, bench.config.compute.chunk)
                spent[name][size] = engine_seconds(course, grid)
                progress.advance(0)
    for name, seconds in spent.items():
        yield ScalingRecord(
            name, arm.value, bench.profile, axis, [*seconds], [*seconds.values()],
            exponent(seconds),
        )  # fmt: skip


def _points(bench: Bench, axis: Axis, sizes: Sequence[int], configs: int) -> list[int]:
    """Sizes in rising order; configurations never beyond the grid."""
    whole = {Axis.ROWS: bench.sizes.rows, Axis.DIM: bench.sizes.dim, Axis.CONFIGS: configs}[axis]
    least = LEAST.get(axis.value, 1)
    wanted = sizes or [max(least, whole // part) for part in PARTS]
    return sorted({min(size, configs) if axis is Axis.CONFIGS else size for size in wanted})


def _sizes(sizes: Sizes, axis: Axis, size: int) -> Sizes:
    if axis is Axis.ROWS:
        return sizes.scaled(size)
    return replace(sizes, dim=size) if axis is Axis.DIM else sizes


def _whole(axis: Axis, text: str) -> list[int]:
    least = LEAST.get(axis.value, 1)
    found = listed(text)
    if not all(name.isdecimal() and int(name) >= least for name in found):
        raise RefusalError(
            f"Got {text!r} as sizes of {axis.value}; expected whole numbers of at least {least} "
            f"between commas. Write for example {least * 10},{least * 20}."
        )
    return [int(name) for name in found]
