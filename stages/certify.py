"""Say before training below which C linear and kernel models predict one class on an arm.

dvc repro certify@minilm           in the pipeline
python -m stages.certify minilm    by hand
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

import pandas as pd
from threadpoolctl import threadpool_limits

from stages import paths, verb
from stages.certificates.everywhere import EVERYWHERE
from stages.certificates.limits import LIMITS, MODELS, certificates, limits_table, without_limits
from stages.certificates.logit_path import GRID, PATH, LogitPath, logit_path, measured, path_table
from stages.certificates.test_sets import TestSet
from stages.certificates.words import words
from stages.config import Config
from stages.families.arm_files import DomainFiles, arm_files, training_set
from stages.families.training import PLAIN
from stages.storage.atomic import write_text
from stages.storage.seal import check, seal
from stages.tables import write_csv
from stages.train import domain_files

KEY: Final = ("arm", "model", "gamma", "domain")


def certify(arm: str) -> None:
    """Write limits.csv and path.csv of one arm beside copies of facts and words; print limits."""
    config = Config.read()
    config.check_arm(arm)
    files = arm_files(domain_files(arm))
    with threadpool_limits(config.compute.threads):
        x, y = training_set(files)
        tests = [test_set(domain, config.compute.chunk) for domain in files.domains]
        table = limits_table(certificates(x, y), tests)
        plain = {family: config.certified_training(arm, family) == PLAIN for family in MODELS}
        for family in MODELS:
            table = table if plain[family] else without_limits(table, family)
        if plain["lr"]:
            table, way = walked(logit_path(x, y), tests, table)
        else:  # the path would be that of other models than the arm's
            way = pd.DataFrame(columns=list(PATH))
    folder = paths.certificates(arm)
    write_csv(folder / "limits.csv", table.assign(arm=arm), ("arm", *LIMITS), KEY)
    write_csv(folder / "path.csv", way.assign(arm=arm), ("arm", *PATH), ("c",))
    for known in (paths.facts(arm), paths.training(arm)):
        copy_beside(known, folder)
    seal(folder)
    print(words(table, arm))


def walked(
    path: LogitPath, tests: Sequence[TestSet], table: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The limits with what was measured along LR's path, and the path."""
    weights = path.fits(GRID)
    logit, every = table["model"] == "lr", table["domain"] == EVERYWHERE
    proven = table.loc[logit & ~every, "c_proven"].tolist()
    found = measured(path, weights, tests, proven)
    table.loc[logit & ~every, "c_measured"] = found
    table.loc[logit & every, "c_measured"] = min(found)
    return table, path_table(path, weights, tests[0])


def copy_beside(known: Path, folder: Path) -> None:
    """Leave what the vectors' stage says of an arm beside its tables: prescribe reads it there."""
    if known.is_file():
        check(known)
        write_text(folder / known.name, known.read_text(encoding="utf-8"))
    else:
        (folder / known.name).unlink(missing_ok=True)


def test_set(domain: DomainFiles, chunk: int) -> TestSet:
    """The test rows of one domain, `chunk` of them in memory at a time."""
    places = domain.test_rows()
    return TestSet(domain.domain, len(places), partial(domain.chunks, places, chunk))


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments and certify."""
    parser = verb.parser("certify", __doc__)
    parser.add_argument("arm", help="tabular, or an encoder, with +REMEDY where it has one")
    certify(parser.parse_args(arguments).arm)


if __name__ == "__main__":
    verb.run(main)
