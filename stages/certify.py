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
from stages.certificates.limits import LIMITS, MODELS, certificates, limits_table, without_limits
from stages.certificates.logit_path import PATH, logit_path
from stages.certificates.test_sets import TestSet, check_widths
from stages.certificates.walked import walked
from stages.certificates.words import words
from stages.config import Config
from stages.families.arm_files import DomainFiles, arm_files, training_set
from stages.storage.atomic import write_text
from stages.storage.seal import begin, check, check_complete, seal
from stages.tables import write_csv
from stages.train import domain_files

KEY: Final = ("arm", "model", "gamma", "domain")


def certify(arm: str) -> None:
    """Write limits.csv and path.csv of one arm beside copies of facts and words; print limits."""
    config = Config.read()
    config.check_arm(arm)
    check_complete(paths.facts(arm).parent)
    known = {place.name: told_of(place) for place in (paths.facts(arm), paths.training(arm))}
    files = arm_files(domain_files(arm))
    with threadpool_limits(config.compute.threads):
        x, y = training_set(files)
        tests = [test_set(domain, config.compute.chunk) for domain in files.domains]
        check_widths(tests, x.shape[1])
        table = limits_table(certificates(x, y), tests)
        plain = {family: config.certifies(arm, family) for family in MODELS}
        for family in MODELS:
            table = table if plain[family] else without_limits(table, family)
        if plain["lr"]:
            table, way = walked(logit_path(x, y), tests, table)
        else:  # the path would be that of other models than the arm's
            way = pd.DataFrame(columns=list(PATH))
    folder = paths.certificates(arm)
    begin(folder)
    write_csv(folder / "limits.csv", table.assign(arm=arm), ("arm", *LIMITS), KEY)
    write_csv(folder / "path.csv", way.assign(arm=arm), ("arm", *PATH), ("c",))
    for name, text in known.items():
        copy_beside(text, folder / name)
    seal(folder)
    print(words(table, arm))


def told_of(known: Path) -> str | None:
    """What the vectors' stage says of an arm; None where it says nothing of that kind."""
    if not known.is_file():
        return None
    check(known)
    return known.read_text(encoding="utf-8")


def copy_beside(text: str | None, place: Path) -> None:
    """Leave that beside an arm's tables, where prescribe reads it."""
    if text is None:
        place.unlink(missing_ok=True)
    else:
        write_text(place, text)


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
