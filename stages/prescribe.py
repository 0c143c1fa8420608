"""Compare every remedy with none and recommend one; gather what the study's stages found.

dvc repro prescribe@minilm            in the pipeline, with -S study=diagnosis
python -m stages.prescribe minilm     by hand
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from stages import paths, tables, verb
from stages.config import Config
from stages.evaluate import read_tests
from stages.metrics.held_out import HeldOut
from stages.metrics.plane import plane_json
from stages.prescription.asked import Asked, asked_of
from stages.prescription.counted import CountedArm, counted_family, together
from stages.prescription.gathered import gathered, parts
from stages.prescription.study import Study
from stages.prescription.written import written
from stages.storage.arms import parts_of
from stages.storage.atomic import write_text
from stages.storage.left_overs import cleared
from stages.storage.names import unknown_name


def main(arguments: Sequence[str] | None = None) -> None:
    """Write reports/diagnosis: the tables of the study, and plane.json before and after."""
    parser = verb.parser("prescribe", __doc__)
    parser.add_argument("arm", help="the arm that is diagnosed, for example minilm")
    arm = parser.parse_args(arguments).arm
    config = Config.read()
    if arm not in config.arms:
        parser.error(unknown_name(arm, config.arms, "the arms", "`arms` in params.yaml"))
    clear_left_overs(config)
    encoder, _ = parts_of(arm)
    compared = {
        remedy: name for name in config.arms for made, remedy in [parts_of(name)] if made == encoder
    }
    asked = {remedy: asked_of_training(name) for remedy, name in compared.items()}
    told = written(study(config, encoder, compared), asked)
    for name, table in told.tables.items():
        tables.write_csv(paths.study_table(name), table, list(table.columns))
    diagnosed = [paths.diagnosis(arm, family) for family in sorted(config.roster)]
    certified = [paths.certificates(name) for name in sorted(config.certified)]
    for name, files in parts(diagnosed, certified, paths.dials(arm)).items():
        paths.study_table(name).unlink(missing_ok=True)
        if (found := gathered(files)) is not None:
            tables.write_csv(paths.study_table(name), found, list(found.columns))
    write_text(paths.STUDY_TABLES / "plane.json", plane_json(told.plane))
    print(f"{encoder}: {len(compared) - 1} remedies compared, recommended: {told.made.remedy}")


def clear_left_overs(config: Config) -> None:
    """Remove what arms and families that left the selections wrote: DVC hashes whole folders."""
    trained = {paths.TABULAR, *config.arms}
    kept = {paths.CERTIFICATES: config.certified}
    for home, arms in ((paths.PREDICTIONS, trained), (paths.DIAGNOSIS, set(config.diagnosed))):
        for place in sorted(home.iterdir()) if home.is_dir() else ():
            kept[place] = config.roster if place.name in arms else []
    for line in cleared(kept):
        print(line)


def study(config: Config, encoder: str, compared: dict[str, str]) -> Study:
    """The arms of one encoder, counted one after the other; `compared`: the arm of each remedy."""
    tests = read_tests()
    return Study(
        encoder=encoder,
        families=tuple(config.roster),
        arms={remedy: count_arm(config, arm, tests) for remedy, arm in compared.items()},
        domains=tables.read_domains(paths.DOMAINS),
        epsilon=config.measures.epsilon,
        confidence=config.measures.confidence,
    )


def count_arm(config: Config, arm: str, tests: Sequence[HeldOut]) -> CountedArm:
    """Count one arm's families, a domain's predictions in memory at a time."""

    def predicted(folder: Path) -> Iterator[tuple[HeldOut, tables.Predictions]]:
        for test in tests:
            yield test, tables.read_predictions(folder / f"{test.domain}.parquet")

    parts = {}
    for family in config.roster:
        folder = paths.predictions(arm, family)
        trials = tables.read_table(folder / "trials.parquet")
        parts[family] = counted_family(arm, family, trials, predicted(folder))
    return together(arm, parts)


def asked_of_training(arm: str) -> Asked:
    """What the arm's remedy asks of training; nothing where it does not say."""
    place = paths.training(arm)
    return asked_of(tables.read_json(place)) if place.is_file() else Asked()


if __name__ == "__main__":
    verb.run(main)
