"""What the bench measures, once it is known what is asked for, and how it is told."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from stages.benchmark.encoding import EncoderRecord, encoder_records
from stages.benchmark.machine import Machine, machine
from stages.benchmark.race import race
from stages.benchmark.record import FamilyRecord, Setup, family_record
from stages.benchmark.scaling import ScalingRecord
from stages.benchmark.timed import Course, one_thread
from stages.commands.bench_options import Bench
from stages.commands.bench_scaling import asked, scaling_records
from stages.commands.bench_text import encoder_lines, family_lines, machine_lines, scaling_lines


@dataclass
class Told:
    """The records of one bench, by what was measured; those not asked for are none."""

    encoders: list[EncoderRecord] = field(default_factory=list)
    scaling: list[ScalingRecord] = field(default_factory=list)
    families: list[FamilyRecord] = field(default_factory=list)


def measured(bench: Bench, options: argparse.Namespace) -> str:
    """What `bench` holds, measured on one thread; as JSON or as people read it."""
    sizes, matmul, told = asked(options), bench.config.compute.matmul, Told()
    with one_thread(matmul):
        here = machine(matmul)
        if bench.encoders:
            told.encoders += encoder_records([*bench.encoders], bench.encoders, options.texts)
        if options.scaling:
            told.scaling += scaling_records(bench, sizes)
        else:
            told.families += family_records(bench)
    return json_text(told, here) if options.json else "\n".join(lines_of(told, here))


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
