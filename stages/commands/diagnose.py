"""Say why configurations of one arm collapse, and what mends them.

python -m stages.commands.diagnose                           the arm under audit, every family
python -m stages.commands.diagnose minilm --families lr,mlp
python -m stages.commands.diagnose minilm --sample all       every collapsed configuration
python -m stages.commands.diagnose minilm --families lr --configs 'C=0.001;seed=0'
python -m stages.commands.diagnose --json                    every table, for programs

Reads what the pipeline has left in artifacts/, trains each sampled configuration a few times with
one change each, and writes nothing but finished pieces of that: a second time takes seconds.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from stages import paths
from stages.commands.diagnose_text import Told, lines
from stages.commands.usage import Parser, RefusalError, finish, refusing, stop_politely
from stages.config import Config
from stages.diagnose import Wish, diagnose
from stages.diagnosis.flow import flow
from stages.diagnosis.settings import ALL
from stages.diagnosis.words import COLUMNS
from stages.storage.names import closest, unknown_name
from stages.tables import read_table


def main(arguments: Sequence[str]) -> int:
    """Print the flow of one arm's collapses to their causes."""
    options = _options(arguments)
    with refusing():
        told = _told(Config.read(), options)
    print(json.dumps(_tree(told), indent=2) if options.json else "\n".join(lines(told)))
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = Parser("diagnose", __doc__)
    parser.add_argument("arm", nargs="?", help="tabular, an encoder, or ENCODER+REMEDY")
    parser.add_argument("--families", metavar="A,B", help="of the roster; default: all of it")
    parser.add_argument("--configs", nargs="+", default=[], metavar="ID", help="these alone")
    parser.add_argument("--sample", metavar="N|all", help="how many of each family")
    parser.add_argument("--json", action="store_true", help="every table, for programs")
    return parser.parse_args(arguments)


def _told(config: Config, options: argparse.Namespace) -> Told:
    arm = options.arm or config.arm
    config.check_arm(arm)
    families = options.families.split(",") if options.families else config.roster
    for family in families:
        if family not in config.roster:
            raise KeyError(unknown_name(family, config.roster, "the roster", "`roster`"))
    settings = config.diagnosis
    if options.sample:
        number = options.sample if options.sample == ALL else _count(options.sample)
        settings = replace(settings, sample=number)
    wish = Wish(settings, tuple(options.configs))
    grids = {family: _trials(arm, family) for family in families}
    known = [trial for grid in grids.values() for trial in grid]
    for asked in wish.configs:
        if asked not in known:
            raise KeyError(_unknown_config(asked, known, families))
    found = [diagnose(config, arm, family, wish) for family in families]
    tables = {name: pd.concat([one[name] for one in found], ignore_index=True) for name in COLUMNS}
    tables["probes"] = found[0]["probes"]
    tables["flow"] = flow(tables["causes"], tables["examined"])
    return Told(arm, tables, grids, wish.configs)


def _trials(arm: str, family: str) -> list[str]:
    """Ids of all trials of a family on an arm."""
    trials = read_table(paths.predictions(arm, family) / "trials.parquet")
    return [str(config) for config in trials["config"]]


def _unknown_config(config: str, known: Sequence[str], families: Sequence[str]) -> str:
    near = " or ".join(closest(config, known))
    return (
        f"Got --configs {config!r}, which none of {', '.join(families)} was trained with; expected "
        f"ids of artifacts/predictions, seed included. Nearest: {near}."
    )


def _count(text: str) -> int:
    if not text.isdecimal():
        raise RefusalError(f"Got --sample {text!r}; expected a number of configurations, or all.")
    return int(text)


def _tree(told: Told) -> dict[str, object]:
    """Every table as records; what is missing is null."""
    return {"arm": told.arm} | {
        name: [
            {key: None if pd.isna(value) else value for key, value in row.items()}
            for row in table.to_dict("records")
        ]
        for name, table in told.tables.items()
    }


if __name__ == "__main__":
    stop_politely()
    finish(main)
