"""Train every configuration of one family on one encoder's vectors.

dvc repro train@minilm-mlp         in the pipeline
python -m stages.train minilm mlp  by hand
"""

from collections.abc import Sequence

from stages import paths, verb
from stages.config import Config
from stages.families.arm_files import DomainFiles, arm_files
from stages.families.outcome import Status
from stages.families.results import ResultFiles, write_results
from stages.families.runner import Finished, run_family
from stages.families.trainer import FamilyRun
from stages.storage.pieces import PieceStore
from stages.tables import read_domains


def train(arm: str, family: str) -> None:
    """Train one family on one arm; write its predictions, trials, scores and timings."""
    config = Config.read()
    config.check_arm(arm)
    trained = config.family(family)
    arm_domains = domain_files(arm)
    pieces = PieceStore(paths.pieces().resolve())
    run = FamilyRun(trained, arm_files(arm_domains), config.compute, pieces)
    finished = run_family(run, config.seeds, config.parallel, f"{family} on {arm}")
    files = ResultFiles(paths.predictions(arm, family), paths.timings(arm, family))
    write_results(finished, arm_domains, files)
    print(f"{family} on {arm}: {closing(finished)}")


def domain_files(arm: str) -> tuple[DomainFiles, ...]:
    """Tables and vectors of every domain, source first; absolute: workers may stand elsewhere."""
    stems = read_domains(paths.DOMAINS)["file"]
    return tuple(
        DomainFiles(stem, paths.table(stem).resolve(), paths.vectors(arm, stem).resolve())
        for stem in stems
    )


def closing(finished: Finished) -> str:
    """What a person reads at the end: how many were trained, and how many ended badly."""
    count, taken = len(finished.trials), len(finished.trials) - finished.trained
    line = (
        f"{count} trials, {finished.trained} trained, {taken} taken from pieces, "
        f"{finished.count(Status.FAILED)} failed"
    )
    diverged = finished.count(Status.DIVERGED)
    return f"{line}, {diverged} diverged" if diverged else line


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments and train."""
    parser = verb.parser("train", __doc__)
    parser.add_argument("encoder", help="a name of the catalogue `encoders`")
    parser.add_argument("family", help="a name of the catalogue `families`")
    given = parser.parse_args(arguments)
    train(given.encoder, given.family)


if __name__ == "__main__":
    verb.run(main)
