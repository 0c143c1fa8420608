"""Time every family's engine against a loop over its configurations, on rows made for it.

python -m stages.commands.bench --families svm,rf --profile table6 --rows 2000 --dim 384 --json
python -m stages.commands.bench --families lr --arm both         raw and embedding-like rows
python -m stages.commands.bench --families svm --profile table6 --rows 20000 --sample 6
python -m stages.commands.bench --families mlp compute.matmul=medium

Seconds are CPU-seconds of one thread, for fitting and for predicting the test rows; loop and engine
take turns in one process. Agreement: share of equal predictions (of nets: without dropout, up to 50
epochs); in law: mean accuracy and collapse ratio of the engine less the loop's, for other nets.
With --sample N the loop trains N configurations only, and its time is extrapolated by cost.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from stages.benchmark.machine import machine
from stages.benchmark.race import race
from stages.benchmark.record import FamilyRecord, Setup, family_record
from stages.benchmark.timed import Course, one_thread
from stages.commands.bench_options import (
    ARMS,
    DIM,
    PROFILE,
    ROWS,
    TEST_PER_TRAIN,
    Bench,
    bench_of,
)
from stages.commands.bench_text import family_lines, machine_lines
from stages.commands.usage import Parser, RefusalError, finish, repository_root


def main(arguments: Sequence[str]) -> int:
    """Print one record per family and arm."""
    options = _options(arguments)
    bench = bench_of(repository_root(), options)
    matmul = bench.config.compute.matmul
    with one_thread(matmul):
        here = machine(matmul)
        records = list(family_records(bench))
    if options.json:
        told = [{**record.tree(), "machine": asdict(here)} for record in records]
        print(json.dumps(told, indent=2, allow_nan=False))
    else:
        print("\n".join([*family_lines(records), "", *machine_lines(here)]))
    return 0


def family_records(bench: Bench) -> Iterator[FamilyRecord]:
    """One record per arm and family, as they are raced."""
    for arm in bench.arms:
        try:
            rows = bench.made(arm, bench.sizes)
        except ValueError as error:
            raise RefusalError(str(error)) from error
        for name, family in bench.families.items():
            course = Course(family, rows, bench.config.compute.chunk)
            raced = race(course, bench.trials(name), bench.sample, f"{name} on {arm.value} rows")
            yield family_record(Setup(name, bench.profile, arm.value), rows, raced)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = Parser("bench", __doc__)
    add = parser.add_argument
    add("overrides", nargs="*", help="as after dvc exp run -S, e.g. compute.matmul=medium")
    add("--families", default="", metavar="A,B", help="names of conf/families (default: all)")
    add("--profile", default=PROFILE, help=f"quick, paper or table6 ({PROFILE})")
    add("--arm", default=ARMS[0], help=f"{', '.join(ARMS)} ({ARMS[0]})")
    add("--rows", type=int, default=ROWS, help=f"rows to train on ({ROWS})")
    add("--test-rows", type=int, help=f"rows to predict ({TEST_PER_TRAIN} for each to train on)")
    add("--dim", type=int, default=DIM, help=f"numbers in an embedding-like row ({DIM})")
    add("--sample", type=int, metavar="N", help="configurations that the loop trains (all)")
    add("--encoders", default="", metavar="A,B", help="names of conf/encoders, timed on texts")
    add("--json", action="store_true", help="records for programs")
    return parser.parse_intermixed_args(arguments)


if __name__ == "__main__":
    finish(main)
