"""Fit the census simulator again from an ACSIncome parquet.

python -m stages.commands.fit_simulator ../shared/data/acsincome_2018_six_states.parquet
"""

import argparse
from pathlib import Path

from stages.data.simulator.file import write
from stages.data.simulator.fit import Fit, fit
from stages.data.simulator.simulator import to_content
from stages.data.simulator.source import read_source


def main() -> None:
    """Read the arguments, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--output", type=Path, default=Path("stages/data/simulator/acs_2018.bin"))
    arguments = parser.parse_args()
    source = read_source(arguments.file)
    simulator = fit(source.rows, Fit(), source.provenance())
    write(arguments.output, to_content(simulator))


if __name__ == "__main__":
    main()
