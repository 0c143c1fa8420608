"""Say what a composed configuration will run, and roughly how long, how much memory and disk.

python -m stages.commands.estimate                         the default
python -m stages.commands.estimate preset=paper encoder=lsa
python -m stages.commands.estimate --json 'seeds=[0,1,2,3,4]'
python -m stages.commands.estimate --status                only what `dvc repro` would run now

Nothing is run or written and no model loaded. Without --status every stage is counted, whether or
not its result is there already. Times are rough: right within a factor of 2, more often than not.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Final

from stages.commands.composition import composed
from stages.commands.estimate_inputs import asked, memory_mb
from stages.commands.estimate_text import WHERE, disk_line, duration, span, stage_lines
from stages.commands.pending import pending
from stages.commands.usage import Parser, RefusalError, finish, repository_root
from stages.config import Config
from stages.forecast.doubts import machine_warnings
from stages.forecast.forecast import Asked, Part, parts
from stages.forecast.room import disk_bytes, peak_mb
from stages.forecast.rows import ASSUMED

UNREAD: Final = (
    f"the data were not read: by the size asked for, {ASSUMED:,} a domain where that is everything"
)


def main(arguments: Sequence[str]) -> int:
    """Print the estimate."""
    options = _options(arguments)
    root = repository_root()
    composition = composed(root, options.overrides)
    config = Config(composition.tree)
    try:
        plan = asked(config)
    except (ValueError, KeyError, OSError) as error:
        raise RefusalError(str(error.args[0] if error.args else error)) from error
    made = parts(plan)
    if options.status:
        waiting = pending(root, composition)
        made = [part for part in made if part.stage in waiting]
    if options.json:
        print(json.dumps(_tree(plan, made), indent=2))
    else:
        print("\n".join(_lines(config, plan, made)))
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = Parser("estimate", __doc__)
    parser.add_argument("overrides", nargs="*", help="as after dvc exp run -S, e.g. encoder=lsa")
    parser.add_argument("--json", action="store_true", help="figures for programs: seconds, bytes")
    parser.add_argument("--status", action="store_true", help="leave out what is up to date")
    return parser.parse_intermixed_args(arguments)


def _lines(config: Config, plan: Asked, made: Sequence[Part]) -> Iterator[str]:
    rows, total = plan.rows, _seconds(made)
    bound = "" if rows.known else f" ({UNREAD})"
    yield (
        f"{', '.join(plan.encoders)} on {config.data.name}, size {config.size.name}: "
        f"{rows.train:,} rows to train, {rows.id_test:,} + {sum(rows.targets.values()):,} to test "
        f"on {1 + len(rows.targets)} domains{bound}; at most {rows.all:,} distinct texts."
    )
    yield _trials(config, plan)
    yield ""
    yield from stage_lines(made, plan.workers)
    yield ""
    yield f"{len(made)} stages, about {duration(total)} in all here ({span(total)})."
    yield (
        f"Memory: about {peak_mb(plan, made) / 1000:.1f} GB at the peak, {plan.workers} workers"
        f"{_of_this_machine(memory_mb())}."
    )
    yield disk_line(disk_bytes(plan))
    yield f"From: {WHERE}"
    yield from (f"Mind: {line}" for line in machine_warnings(plan, made, memory_mb()))


def _of_this_machine(memory: float | None) -> str:
    return "" if memory is None else f"; this machine has {memory / 1000:.0f} GB"


def _trials(config: Config, plan: Asked) -> str:
    grid = sum(family.configurations for family in plan.families)
    trials = sum(len(family.trials) for family in plan.families)
    trained = sum(len(family.trainings) for family in plan.families)
    runs = sum(len({trial.run for trial in family.trials}) for family in plan.families)
    seeds, arms = len(config.seeds), 1 + len(plan.arms)
    few = "" if trained == trials else f" of which {trained:,} are trained (seeds change no other),"
    return (
        f"{_several(grid, 'configuration')} of {_several(len(plan.families), 'family', 'families')}"
        f", {_several(seeds, 'seed')}: {trials:,} trials on each of {arms} arms (named extras "
        f"counted),{few} {runs:,} distinct training runs."
    )


def _several(count: int, one: str, more: str = "") -> str:
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def _seconds(made: Sequence[Part]) -> float:
    return sum(part.seconds or 0.0 for part in made)


def _tree(plan: Asked, made: Sequence[Part]) -> dict[str, object]:
    return {
        "rows": asdict(plan.rows),
        "workers": plan.workers,
        "families": {
            family.name: {
                "configurations": family.configurations,
                "trials": len(family.trials),
                "trainings": len(family.trainings),
                "runs": len({trial.run for trial in family.trials}),
            }
            for family in plan.families
        },
        "stages": [asdict(part) for part in made],
        "seconds": _seconds(made),
        "peak_mb": peak_mb(plan, made),
        "disk_bytes": disk_bytes(plan),
        "warnings": list(machine_warnings(plan, made, memory_mb())),
    }


if __name__ == "__main__":
    finish(main)
