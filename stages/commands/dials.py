"""Turn one arm's vectors through dials of your choice, without DVC, and print what collapses.

python -m stages.commands.dials minilm
python -m stages.commands.dials minilm dials=remedied --to DIR     other dials, tables to DIR
python -m stages.commands.dials minilm dials=quick dials.rows.train=300 'dials.single.spread=[1]'

Overrides are those of `python -m stages.commands.compose`; the arm's vectors must be there.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import yaml

from stages import paths
from stages.commands.composition import composed
from stages.commands.usage import (
    Parser,
    RefusalError,
    finish,
    refusing,
    repository_root,
    stop_politely,
)
from stages.config import Config
from stages.dial import dial
from stages.dials.tables import DIAL_COLUMNS
from stages.tables import read_csv


def main(arguments: Sequence[str]) -> int:
    """Train what the dials ask for, write the two tables, print the first; 0 done."""
    options = _options(arguments)
    root = repository_root()
    if not paths.facts(options.arm).is_file():
        raise RefusalError(
            f"No vectors of {options.arm!r} in {paths.VECTORS}: run dvc repro embed@{options.arm},"
            " or for ENCODER+REMEDY dvc repro remedy@ENCODER-REMEDY."
        )
    overrides = list(options.overrides)
    folder = options.to or paths.dials(options.arm)
    with refusing():
        config = Config.read()
        if overrides:
            config = Config(yaml.safe_load(composed(root, overrides).text))
        dial(options.arm, config, folder)
    print(told(read_csv(folder / "dials.csv", text=("value",))))
    return 0


def told(table: pd.DataFrame) -> str:
    """Collapse ratio in percent: a line per dial and value, a column per family."""
    listed = table.loc[:, [*DIAL_COLUMNS[:3], "collapse"]].fillna({"value": ""})
    places = listed[["dial", "value"]].drop_duplicates()
    wide = listed.pivot(index=["dial", "value"], columns="family", values="collapse")
    ordered = wide.reindex(pd.MultiIndex.from_frame(places))
    percent = ordered.map(lambda share: "" if pd.isna(share) else f"{100 * share:.0f}")
    return str(percent.reset_index().to_string(index=False))


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = Parser("dials", __doc__)
    parser.add_argument("arm", help="an encoder, or ENCODER+REMEDY")
    parser.add_argument("overrides", nargs="*", help="as after dvc exp run -S, e.g. dials=remedied")
    parser.add_argument("--to", type=Path, help="folder of the tables; default: artifacts/dials")
    return parser.parse_intermixed_args(arguments)


if __name__ == "__main__":
    stop_politely()
    finish(main)
