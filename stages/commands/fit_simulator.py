"""Fit the census simulator from an ACSIncome parquet and print how like real rows its people are.

python -m stages.commands.fit_simulator ../shared/data/acsincome_2018_six_states.parquet
python -m stages.commands.fit_simulator FILE --no-write       the table only
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from stages.data.simulator.fidelity import Comparison
from stages.data.simulator.fidelity_table import markdown
from stages.data.simulator.fit import FitSettings, fit
from stages.data.simulator.levels import codes_of
from stages.data.simulator.simulator import save_simulator
from stages.data.simulator.source import Source, read_source

SETTINGS: Final = FitSettings(
    alpha=5.0, inverse_ridge=0.12, folds=4, calibration_rows=200_000, seed=2018
)
OUTPUT: Final = Path("stages/data/simulator/acs_2018.bin")
SURVEY: Final = (
    "American Community Survey 2018, 1-year public use microdata; US Census Bureau, public domain"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the arguments, measure on held-out rows, then fit on all and write; 1 where the file
    can't be used.
    """
    options = _parser().parse_args(arguments)
    try:
        source = read_source(options.file)
    except (OSError, ValueError) as error:
        print(f"fit_simulator: {error}", file=sys.stderr)
        return 1
    if options.holdout > 0:
        print(f"{len(source.rows)} rows, {options.holdout:.0%} held out\n")
        print(markdown(Comparison.of(source.rows, options.holdout, SETTINGS).measure()), flush=True)
    if not options.no_write:
        _fit_and_write(source, options.output)
    return 0


def _fit_and_write(source: Source, output: Path) -> None:
    provenance: dict[str, str | int | float] = {
        "survey": SURVEY,
        "source_sha256": source.sha256,
        "source_rows": len(source.rows),
    }
    save_simulator(output, fit(source.rows, codes_of(source.rows), SETTINGS, provenance))
    print(f"\nwrote {output}: {output.stat().st_size} bytes, fitted on all {len(source.rows)} rows")


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 0.5:
        raise argparse.ArgumentTypeError(f"got {text}; hold out a share of the rows, 0 to 0.5")
    return share


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m stages.commands.fit_simulator",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "file", type=Path, help="parquet: STATE, ten ACSIncome features, PINCP (bool)"
    )
    parser.add_argument(
        "--output", type=Path, default=OUTPUT, help="what to write (default: %(default)s)"
    )
    parser.add_argument(
        "--holdout", type=_share, default=0.2, help="share to measure on; 0: none (default: 0.2)"
    )
    parser.add_argument("--no-write", action="store_true", help="measure only")
    return parser


if __name__ == "__main__":
    sys.exit(main())
