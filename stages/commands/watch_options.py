"""The options of `watch`, read exactly: 0.1 means a tenth."""

import argparse
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from stages.alarm.prior import Prior
from stages.commands.usage import Parser, RefusalError

EPSILON: Final = "0.1"
CONFIDENCE: Final = 0.95


def options_of(arguments: Sequence[str], text: str | None) -> argparse.Namespace:
    """What was asked for; a refusal where it makes no sense together."""
    parser = Parser("watch", text)
    parser.add_argument("predictions", help="Parquet, CSV, or - for standard input")
    known = parser.add_argument_group("what is known of the classes")
    known.add_argument("--prior", nargs=2, type=_share, metavar=("LOW", "HIGH"))
    known.add_argument(
        "--cohort-prior", action="append", type=_named, default=[], metavar="COHORT=LOW,HIGH",
        help="of one cohort; may be given several times",
    )  # fmt: skip
    known.add_argument("--classes", nargs="+", type=_named, metavar="NAME=LOW,HIGH")
    known.add_argument("--words", nargs=2, metavar=("POSITIVE", "NEGATIVE"))
    known.add_argument("--epsilon", type=_share, default=_share(EPSILON), help=f"({EPSILON})")
    columns = parser.add_argument_group("columns")
    columns.add_argument("--models", nargs="+", metavar="COLUMN", help="(all but the others)")
    columns.add_argument("--cohort", metavar="COLUMN", help="verdicts for each of its values")
    columns.add_argument("--time", metavar="COLUMN", help="dates and times, or numbers")
    columns.add_argument("--window", metavar="WIDTH", help="1000rows, 30s, 15min, 12h, 7d, number")
    columns.add_argument("--label", metavar="COLUMN", help="labels of some rows, drawn at random")
    parser.add_argument("--confidence", type=float, default=CONFIDENCE, help=f"({CONFIDENCE})")
    parser.add_argument(
        "--ignore-few", action="store_true",
        help="groups with too few rows to tell count in no exit status",
    )  # fmt: skip
    parser.add_argument("--all", action="store_true", help="name those that are not collapsed too")
    parser.add_argument("--json", action="store_true", help="figures for programs")
    options = parser.parse_args(arguments)
    for line in _faults(options):
        raise RefusalError(line)
    return options


def _faults(options: argparse.Namespace) -> list[str]:
    two = options.prior is not None or options.cohort_prior
    names = [name for name, _ in options.classes or []]
    checks = {
        "Got neither --prior LOW HIGH nor --classes; expected what is known of the classes.": (
            not two and not names
        ),
        "Got --classes with --prior, --cohort-prior, --words or --label; expected either.": (
            bool(names) and bool(two or options.words or options.label)
        ),
        "Got --cohort-prior without --cohort; expected the column that names the cohorts.": (
            bool(options.cohort_prior) and options.cohort is None
        ),
        "Got --cohort-prior twice for one cohort; expected each cohort once.": (
            len({name for name, _ in options.cohort_prior}) < len(options.cohort_prior)
        ),
        "Got --time without --window; expected how wide a window is, such as 7d.": (
            options.time is not None and options.window is None
        ),
        "Got fewer than two classes, or one of them twice; expected each class once.": (
            bool(names) and (len(names) < 2 or len(set(names)) < len(names))
        ),
        f"Got --epsilon {float(options.epsilon):g}; expected a number above 0, at most 0.5.": (
            not 0 < options.epsilon <= Fraction(1, 2)
        ),
        f"Got --confidence {options.confidence:g}; expected a share between 0 and 1.": (
            not 0 < options.confidence < 1
        ),
    }
    return [line for line, wrong in checks.items() if wrong]


def _share(text: str) -> Fraction:
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no number") from error
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return share


def _named(text: str) -> tuple[str, Prior]:
    """NAME=LOW,HIGH or NAME=SHARE."""
    name, equals, numbers = text.rpartition("=")
    ends = [_share(part) for part in numbers.split(",")] if equals else []
    if not name or len(ends) not in (1, 2):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=LOW,HIGH")
    try:
        return name, Prior(ends[0], ends[-1])
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
