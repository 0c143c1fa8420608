"""Train every configuration of one family on one encoder's vectors.

dvc repro train@minilm-mlp         in the pipeline
python -m stages.train minilm mlp  by hand
"""

import traceback
from collections.abc import Sequence
from typing import Final

from stages import paths, verb
from stages.config import Config
from stages.families.alone import told_again, train_alone, trial_of
from stages.families.arm_files import DomainFiles, arm_files
from stages.families.outcome import Status
from stages.families.results import ResultFiles, write_results
from stages.families.runner import run_family
from stages.families.trainer import FamilyRun, check_demands
from stages.families.training import weighing
from stages.storage.bound import bounded
from stages.storage.pieces import PieceStore
from stages.tables import read_domains

ONLY: Final = "train the trial with this id alone, show its traceback, write nothing"


def train(arm: str, family: str) -> None:
    """Train one family on one arm; write its predictions, trials, scores and timings."""
    config = Config.read()
    run = family_run(config, arm, family)
    files = ResultFiles(paths.predictions(arm, family), paths.timings(arm, family))
    with bounded(run.store, config.store):
        finished = run_family(run, config.seeds, config.parallel, f"{family} on {arm}")
        write_results(finished, run.arm.domains, files)
    print(f"{family} on {arm}: {finished.words()}")
    for line in told_again(finished.ended(Status.FAILED), arm, family):
        print(line)


def train_one(arm: str, family: str, trial: str) -> None:
    """Train one trial alone and write nothing; where it fails, its traceback and exit code 1."""
    config = Config.read()
    run = family_run(config, arm, family)
    one = trial_of(run.family.plan(config.seeds), trial)
    try:
        lines = list(train_alone(run, one))
    except Exception:
        traceback.print_exc()
        raise SystemExit(verb.EXIT_FAILED) from None
    print(f"{family} on {arm}, {trial}: ok", *lines, sep="\n  ")


def family_run(config: Config, arm: str, family: str) -> FamilyRun:
    """One family on one arm; KeyError with the nearest names for an unknown one.

    ValueError where the family can't be trained on these rows or on this machine.
    """
    config.check_arm(arm)
    pieces = PieceStore(paths.pieces().resolve())
    training, everywhere = config.training(arm), config.training(paths.TABULAR)
    trained = weighing(config.family(family), training.class_weight, everywhere.class_weight)
    run = FamilyRun(trained, training, arm_files(domain_files(arm)), config.compute, pieces)
    check_demands(run)
    return run


def domain_files(arm: str) -> tuple[DomainFiles, ...]:
    """Tables and vectors of every domain, source first; absolute: workers may stand elsewhere."""
    stems = read_domains(paths.DOMAINS)["file"]
    return tuple(
        DomainFiles(stem, paths.table(stem).resolve(), paths.vectors(arm, stem).resolve())
        for stem in stems
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments and train."""
    parser = verb.parser("train", __doc__)
    parser.add_argument("encoder", help="a name of the catalogue `encoders`")
    parser.add_argument("family", help="a name of the catalogue `families`")
    parser.add_argument("--only", metavar="TRIAL", help=ONLY)
    given = parser.parse_args(arguments)
    start(given.encoder, given.family, given.only)


def start(arm: str, family: str, only: str | None) -> None:
    """Train a whole family, or only one of its trials."""
    if only is None:
        train(arm, family)
    else:
        train_one(arm, family, only)


if __name__ == "__main__":
    verb.run(main)
