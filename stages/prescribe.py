"""Compare every remedy with none and recommend one; gather what the study's stages found.

dvc repro prescribe@minilm            in the pipeline, with -S study=diagnosis
python -m stages.prescribe minilm     by hand
"""

from collections.abc import Sequence

from stages import paths, tables, verb
from stages.config import Config
from stages.evaluate import read_tests
from stages.families.training import PLAIN
from stages.metrics.plane import plane_json
from stages.prescription.asked import Asked, asked_of, untrained, with_facts
from stages.prescription.counted import counted_arm
from stages.prescription.expected import expected_table, facts_of
from stages.prescription.gathered import of_other_stages
from stages.prescription.study import Study
from stages.prescription.written import written
from stages.storage.arms import NO_REMEDY, parts_of
from stages.storage.atomic import write_text
from stages.storage.left_overs import cleared
from stages.storage.names import unknown_name


def main(arguments: Sequence[str] | None = None) -> None:
    """Write reports/diagnosis: the tables of the study, and plane.json before and after."""
    parser = verb.parser("prescribe", __doc__)
    parser.add_argument("arm", help="the arm that is diagnosed, for example minilm")
    arm = parser.parse_args(arguments).arm
    config = Config.read()
    key, known = ("diagnosed", config.diagnosed) if config.diagnosed else ("arms", config.arms)
    if arm not in known:
        parser.error(unknown_name(arm, known, "the arms", f"`{key}` in params.yaml"))
    clear_left_overs(config)
    diagnosed = [paths.diagnosis(arm, family) for family in sorted(config.roster)]
    certified = [paths.certificates(name) for name in sorted(config.certified)]
    others = of_other_stages(diagnosed, certified, paths.dials(arm))
    encoder, _ = parts_of(arm)
    parts = {name: parts_of(name) for name in config.arms}
    compared = {remedy: name for name, (made, remedy) in parts.items() if made == encoder}
    asked = {remedy: asked_of_training(name) for remedy, name in compared.items()}
    everywhere = config.training(encoder)
    asked[NO_REMEDY] = Asked(str(everywhere.class_weight), str(everywhere.threshold))
    places = {remedy: paths.certificates(name) / "facts.json" for remedy, name in compared.items()}
    asked = with_facts(asked, facts := facts_of(places))
    told = written(study(config, encoder, compared), asked)
    clouds = untrained(facts, asked) if everywhere == PLAIN else {}
    foretold = expected_table(encoder, clouds, told.tables["remedies"])
    for name, table in {**told.tables, "expected": foretold}.items():
        tables.write_csv(paths.study_table(name), table, list(table.columns))
    for name, found in others.items():
        if found is None:
            paths.study_table(name).unlink(missing_ok=True)
        else:
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
        arms={
            remedy: counted_arm(
                arm, {family: paths.predictions(arm, family) for family in config.roster}, tests
            )
            for remedy, arm in compared.items()
        },
        domains=tables.read_domains(paths.DOMAINS),
        epsilon=config.measures.epsilon,
        confidence=config.measures.confidence,
    )


def asked_of_training(arm: str) -> Asked:
    """What the arm's remedy asks of training; nothing where it does not say."""
    own = paths.training(arm)
    for place in (paths.certificates(arm) / own.name, own):  # certify leaves a copy
        if place.is_file():
            return asked_of(tables.read_json(place))
    return Asked()


if __name__ == "__main__":
    verb.run(main)
