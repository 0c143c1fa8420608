"""Time every family's engine against a loop over its configurations, on rows made for it.

python -m stages.commands.bench --families svm,rf --profile table6 --rows 2000 --dim 384 --json
python -m stages.commands.bench --families lr --arm both         raw and embedding-like rows
python -m stages.commands.bench --families svm --profile table6 --rows 20000 --sample 6
python -m stages.commands.bench --families mlp --scaling         how the engine's time grows
python -m stages.commands.bench --encoders minilm                 texts a second, each backend
python -m stages.commands.bench --families mlp compute.matmul=medium

Seconds are CPU-seconds of one thread, for fitting and for predicting the test rows; loop and engine
take turns in one process. Agreement: share of equal predictions (of nets: without dropout, up to 50
epochs); in law: mean accuracy and collapse ratio of the engine less the loop's, for other nets.
With --sample N the loop trains N configurations only, and its time is extrapolated by cost.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field

from stages.benchmark.encoding import EncoderRecord, encoder_records
from stages.benchmark.machine import Machine, machine
from stages.benchmark.race import race
from stages.benchmark.record import FamilyRecord, Setup, family_record
from stages.benchmark.scaling import ScalingRecord
from stages.benchmark.timed import Course, one_thread
from stages.commands.bench_options import (
    ARMS,
    DIM,
    PROFILE,
    ROWS,
    TEST_PER_TRAIN,
    TEXTS,
    Bench,
    bench_of,
)
from stages.commands.bench_scaling import asked, scaling_records
from stages.commands.bench_text import encoder_lines, family_lines, machine_lines, scaling_lines
from stages.commands.usage import Parser, finish, repository_root


@dataclass
class Told:
    """The records of one bench, by what was measured; those not asked for are none."""

    encoders: list[EncoderRecord] = field(default_factory=list)
    scaling: list[ScalingRecord] = field(default_factory=list)
    families: list[FamilyRecord] = field(default_factory=list)


def main(arguments: Sequence[str]) -> int:
    """Print one record per family and arm, or per encoder and backend."""
    options = _options(arguments)
    bench, sizes = bench_of(repository_root(), options), asked(options)
    matmul = bench.config.compute.matmul
    told = Told()
    with one_thread(matmul):
        here = machine(matmul)
        if bench.encoders:
            told.encoders += encoder_records([*bench.encoders], bench.encoders, options.texts)
        if options.scaling:
            told.scaling += scaling_records(bench, sizes)
        else:
            told.families += family_records(bench)
    print(json_text(told, here) if options.json else "\n".join(lines_of(told, here)))
    return 0


def json_text(told: Told, here: Machine) -> str:
    """A list of records, each with the machine that it was measured on."""
    trees = [asdict(record) for record in told.encoders]
    trees += [record.tree() for record in told.scaling]
    trees += [record.tree() for record in told.families]
    described = [{**tree, "machine": asdict(here)} for tree in trees]
    return json.dumps(described, indent=2, allow_nan=False)


def lines_of(told: Told, here: Machine) -> Iterator[str]:
    """The records as tables, and the machine."""
    yield from encoder_lines(told.encoders)
    yield from scaling_lines(told.scaling)
    yield from family_lines(told.families)
    yield ""
    yield from machine_lines(here)


def family_records(bench: Bench) -> Iterator[FamilyRecord]:
    """One record per arm and family, as they are raced."""
    for arm in bench.arms:
        rows = bench.made(arm, bench.sizes)
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
    add("--texts", type=int, default=TEXTS, help=f"texts that encoders are timed on ({TEXTS})")
    add("--scaling", action="store_true", help="the engine alone, at several sizes each way")
    for axis in ("rows", "dims", "configs"):
        add(f"--scaling-{axis}", default="", metavar="N,N", help="(a quarter, a half, the whole)")
    add("--json", action="store_true", help="records for programs")
    return parser.parse_intermixed_args(arguments)


if __name__ == "__main__":
    finish(main)
