"""Say which models collapsed from their predictions alone, without labels.

python -m stages.commands.watch predictions.parquet --prior 0.55 0.70
python -m stages.commands.watch predictions.csv --prior 0.6 0.6 --cohort state --json
python -m stages.commands.watch live.csv --prior 0.55 0.70 --time at --window 7d
python -m stages.commands.watch live.csv --classes low=0.5,0.6 mid=0.2,0.3 high=0.15,0.2
cat predictions.csv | python -m stages.commands.watch - --prior 0.55 0.70

A column per model; cells true and false, 1 and 0, or words. `--prior`: between which two numbers
the share of the positive class lies among these rows (of every cohort and window, but for those
with a --cohort-prior). Collapsed: whatever the labels are, one class is predicted alone, strictly
or nearly. Not collapsed: whatever they are, it is not. Unknown: the labels decide; which rows to
label, and how many, is said.

Exit 0: none collapsed. 1: some did. 3: none is known to, some are unknown. 2: refused or failed,
and nothing is known. `| head` changes none of them.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, cast

from stages.alarm.classes import ClassPriors
from stages.alarm.judgement import Verdict
from stages.alarm.predictions_file import Table, opened
from stages.alarm.prior import Prior
from stages.alarm.tally import Columns, Tally
from stages.alarm.vocabulary import Vocabulary, named_classes, two_classes
from stages.alarm.watched import Known, SeveralClasses, TwoClasses, overall, watched
from stages.alarm.windows import Windows, windows
from stages.commands.usage import EXIT_FOUND, RefusalError, finish, told
from stages.commands.watch_options import options_of
from stages.commands.watch_text import lines, tree
from stages.storage.names import unknown_name
from stages.storage.strict_json import strict_json

EXIT_UNKNOWN: Final = 3
EXITS: Final = {Verdict.FINE: 0, Verdict.COLLAPSED: EXIT_FOUND, Verdict.UNKNOWN: EXIT_UNKNOWN}
NEVER_MODELS: Final = frozenset({"row", "split", "", "__index_level_0__"})
"""Among them the index of a frame that pandas wrote to CSV or Parquet."""


def main(arguments: Sequence[str]) -> int:
    """Print the verdicts; the exit status says the worst of them."""
    options = options_of(arguments, __doc__)
    try:
        known, vocabulary = _known(options), _vocabulary(options)
        width = None if options.window is None else windows(options.window)
        path = None if options.predictions == "-" else Path(options.predictions)
        with opened(path, None if sys.stdin is None else sys.stdin.buffer) as table:
            tally = Tally(_columns(options, table, width), vocabulary, width)
            for chunk in table.chunks(tally.columns.wanted):
                tally.add(chunk)
        if not tally.rows:
            raise RefusalError(f"Got no rows in {options.predictions}; expected predictions.")
        _check_cohorts(options, tally)
        groups = list(watched(tally, known))
    except (ValueError, KeyError) as error:
        raise RefusalError(str(error.args[0])) from error
    if options.json:
        told(strict_json(tree(tally, groups, options.epsilon)).rstrip("\n"))
    else:
        told("\n".join(lines(tally, groups, options)))
    return EXITS[overall([group for group in groups if not (options.ignore_few and group.few)])]


def _known(options: argparse.Namespace) -> Known:
    if options.classes is not None:
        names, shares = zip(*options.classes, strict=True)
        return SeveralClasses(ClassPriors(names, shares), options.epsilon)
    prior = None if options.prior is None else Prior(*options.prior)
    by_cohort = dict(cast(list[tuple[str, Prior]], options.cohort_prior))
    return TwoClasses(prior, by_cohort, options.epsilon, options.confidence)


def _vocabulary(options: argparse.Namespace) -> Vocabulary:
    if options.classes is not None:
        return named_classes([name for name, _ in options.classes])
    return two_classes(options.words)


def _columns(options: argparse.Namespace, table: Table, width: Windows | None) -> Columns:
    """Which columns are models: those named, else all that are nothing else."""
    if width is not None and width.needs_time and options.time is None:
        raise RefusalError("Got --window without --time; expected the column that says when.")
    if width is not None and not width.needs_time and options.time is not None:
        raise RefusalError(
            f"Got --time with --window {options.window}, which counts rows in the order they come; "
            "expected either. Leave --time out, or give a width of time."
        )
    named = [name for name in (options.cohort, options.time, options.label) if name is not None]
    for name in (*named, *(options.models or ())):
        if name not in table.columns:
            raise RefusalError(unknown_name(name, table.columns, "the columns", "the table"))
    left = [name for name in table.columns if name not in {*named, *NEVER_MODELS}]
    models = tuple(dict.fromkeys(options.models or left))
    if not models:
        raise RefusalError("Got no column of predictions; expected one per model.")
    return Columns(models, options.cohort, options.time if width else None, options.label)


def _check_cohorts(options: argparse.Namespace, tally: Tally) -> None:
    """Refuse a prior of its own for a cohort that no row is of: the common one would hold there."""
    cohorts = {group.cohort for group in tally.counts}
    for name, _ in options.cohort_prior:
        if name not in cohorts:
            told = unknown_name(name, cohorts, "the cohorts", "the table, or mend --cohort-prior")
            raise RefusalError(told)


if __name__ == "__main__":
    finish(main)
