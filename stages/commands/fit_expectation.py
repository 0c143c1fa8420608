"""Fit the forecast that `embed` prints to dial tables, and print how far off it is.

python -m stages.commands.dials ENCODER dials=remedied --to DIR/remedied/ENCODER    of every encoder
python -m stages.commands.dials ENCODER dials=full --to DIR/full/ENCODER            of some
python -m stages.commands.fit_expectation DIR
python -m stages.commands.fit_expectation DIR --no-write                            the table only

A folder below DIR that holds a dials.csv is called as the encoder whose vectors were turned.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from stages.commands.usage import Parser, RefusalError, finish, refusing
from stages.dials.tables import DIAL_COLUMNS
from stages.expectation.expected import FITTED, Expectation
from stages.expectation.judged import Judged, judged
from stages.expectation.observed import Observed, observed
from stages.storage.atomic import write_text
from stages.tables import read_csv


def main(arguments: Sequence[str]) -> int:
    """Read the tables, print the errors, write the coefficients; 0 done."""
    options = _options(arguments)
    with refusing():
        seen = observed(dial_tables(options.folder))
        expectation = Expectation.fit(seen)
    print(errors_table(seen, expectation))
    if not options.no_write:
        write_text(options.output, expectation.text())
        print(f"\nwrote {options.output}")
    return 0


def dial_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """All dial tables below a folder, those of one encoder in one frame."""
    found: dict[str, list[pd.DataFrame]] = {}
    for path in sorted(folder.rglob("dials.csv")):
        table = read_csv(path, text=("family", "dial", "value"))
        if tuple(table.columns) != DIAL_COLUMNS:
            raise RefusalError(
                f"Got columns {', '.join(table.columns)} in {path}; expected those of a dial "
                f"table: {', '.join(DIAL_COLUMNS)}. Make it with python -m stages.commands.dials."
            )
        found.setdefault(path.parent.name, []).append(table)
    if not found:
        raise RefusalError(
            f"No dials.csv below {folder}; expected one folder per encoder. Make them with "
            "python -m stages.commands.dials."
        )
    return {name: pd.concat(tables, ignore_index=True) for name, tables in found.items()}


def errors_table(seen: dict[str, Observed], expectation: Expectation) -> str:
    """Errors by family and encoder, then their means and the curves."""
    lines = ["family     encoder            clouds  left out  dials alone  constant"]
    for name, family in seen.items():
        lines += [_line(name, one) for one in judged(family)]
    for name, curve in expectation.families.items():
        whole = Judged("all", 0, curve.left_out, curve.dials_alone, curve.constant)
        slopes = ", ".join(f"{slope:+.3f}" for slope in curve.ramp.slopes)
        lines.append(f"{_line(name, whole)}   level {curve.ramp.level:+.3f}, slopes {slopes}")
    return "\n".join(lines)


def _line(family: str, one: Judged) -> str:
    errors = (one.left_out, one.dials_alone, one.constant)
    figures = ["" if error is None else f"{error:.3f}" for error in errors]
    clouds = one.clouds or ""
    return f"{family:10} {one.encoder:18} {clouds:6}  {figures[0]:8}  {figures[1]:11}  {figures[2]}"


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = Parser("fit_expectation", __doc__)
    parser.add_argument("folder", type=Path, help="where the dial tables lie")
    parser.add_argument(
        "--output", type=Path, default=FITTED, help="what to write (default: %(default)s)"
    )
    parser.add_argument("--no-write", action="store_true", help="print the errors only")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    finish(main)
