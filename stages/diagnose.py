"""Why one family's configurations collapse on one arm: the ladder, the probes, the causes.

dvc repro diagnose@minilm-lr         in the pipeline, with study=diagnosis
python -m stages.diagnose minilm lr  by hand
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from stages import paths, verb
from stages.config import Config
from stages.diagnosis.attempts import Climber
from stages.diagnosis.climb import Ground
from stages.diagnosis.collapsed import JudgedRows, collapsed, in_grid
from stages.diagnosis.diagnosis import Case, Rules, diagnosed
from stages.diagnosis.sampling import chosen_configs
from stages.diagnosis.settings import DiagnosisSettings
from stages.diagnosis.words import COLUMNS, KEYS
from stages.families.alone import trial_of
from stages.families.arm_files import arm_files
from stages.storage.bound import bounded
from stages.storage.pieces import PieceStore
from stages.storage.seal import begin, seal
from stages.tables import read_predictions, read_table, write_csv
from stages.train import domain_files, family_run


@dataclass(frozen=True)
class Wish:
    """Whom to examine: configurations by id, else a sample of the collapsed ones of the grid."""

    settings: DiagnosisSettings
    configs: Sequence[str] = field(default_factory=tuple)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the tables of one family on one arm."""
    parser = verb.parser("diagnose", __doc__)
    parser.add_argument("arm", help="tabular, an encoder, or ENCODER+REMEDY")
    parser.add_argument("family", help="a name of the catalogue `families`")
    given = parser.parse_args(arguments)
    config = Config.read()
    folder = paths.diagnosis(given.arm, given.family)
    tables = diagnose(config, given.arm, given.family, Wish(config.diagnosis))
    begin(folder)
    for name, table in tables.items():
        write_csv(folder / f"{name}.csv", table, COLUMNS[name], KEYS[name])
    seal(folder)
    (counts,) = tables["examined"].to_dict("records")
    told = tables["causes"]["cause"].value_counts().sort_index()
    words = ", ".join(f"{cause} {count}" for cause, count in told.items())
    head = f"{given.family} on {given.arm}: {counts['examined']} of {counts['collapsed']} collapsed"
    print(f"{head} configurations examined{f': {words}' if words else ''}")


def diagnose(config: Config, arm: str, family: str, wish: Wish) -> dict[str, pd.DataFrame]:
    """The tables of one family on one arm, by name; nothing is written but pieces."""
    case = _case(config, arm, family, wish)
    store = case.embedded.store
    with bounded(store, config.store):
        return diagnosed(case, Rules(wish.settings, config.measures.epsilon, config.parallel))


def _case(config: Config, arm: str, family: str, wish: Wish) -> Case:
    run = family_run(config, arm, family)
    source, folder = run.arm.domains[0], paths.predictions(arm, family)
    scores = read_table(folder / "scores.parquet")
    trained = source.labels(source.training_rows())
    found = collapsed(
        read_predictions(folder / f"{source.domain}.parquet"),
        JudgedRows(source.labels(source.test_rows()), float(trained.mean())),
        scores[scores["domain"] == source.domain],
        config.measures.epsilon,
    )
    trials = read_table(folder / "trials.parquet")
    inside = in_grid(found, trials)
    chosen = wish.configs or chosen_configs(inside, trials, wish.settings)
    planned = run.family.plan(config.seeds)
    return Case(
        arm, Climber(family, run.family, run.training),
        _ground(config, arm), _ground(config, paths.TABULAR),
        read_table(paths.texts(source.domain))["distinct"].to_numpy(), len(inside),
        [(trial_of(planned, config), found[config]) for config in chosen if config in found],
    )  # fmt: skip


def _ground(config: Config, arm: str) -> Ground:
    """The source alone of one arm: no target bears on a diagnosis."""
    source = arm_files(domain_files(arm)[:1])
    return Ground(source, config.compute, PieceStore(paths.pieces().resolve()))


if __name__ == "__main__":
    verb.run(main)
