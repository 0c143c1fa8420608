"""Pass one encoder's vectors through a remedy, which is fitted on the source's train rows.

dvc repro remedy@minilm-standardize         in the pipeline
python -m stages.remedy minilm standardize  by hand
"""

from collections.abc import Sequence

from threadpoolctl import threadpool_limits

from stages import paths, tables, verb
from stages.config import Config
from stages.data.splits import Split
from stages.encoders.facts import vector_facts
from stages.encoders.stored_vectors import StoredVectors
from stages.expectation.told import foretold
from stages.remedies.fitting import Remedying
from stages.remedies.training import training_words
from stages.remedies.vector_blocks import ArmVectors
from stages.storage.arms import NO_REMEDY, arm_name
from stages.storage.atomic import write_text
from stages.storage.seal import check, seal
from stages.storage.strict_json import strict_json


def remedy(encoder: str, name: str) -> None:
    """Write the remedied vectors of every domain, their facts, and the words for training."""
    config = Config.read()
    config.encoder(encoder)
    if name == NO_REMEDY:
        raise ValueError(
            f"Got the remedy {NO_REMEDY}, whose vectors are what embed writes; expected another, "
            "which would not write over them. Leave it out of `remedied` in params.yaml."
        )
    chosen, arm = config.remedy(name), arm_name(encoder, name)
    with threadpool_limits(limits=config.compute.threads):
        stems = tables.read_domains(paths.DOMAINS)["file"].tolist()
        files = {stem: paths.vectors(arm, stem) for stem in stems}
        splits = {stem: tables.read_table(paths.table(stem))["split"] for stem in stems}
        vectors = _checked_vectors(encoder, {stem: len(split) for stem, split in splits.items()})
        train = (splits[stems[0]] == Split.TRAIN).to_numpy()
        distinct = tables.read_table(paths.texts(stems[0]))["distinct"].to_numpy()
        fitted = Remedying(name, chosen).fitted(vectors.rows(stems[0], train.nonzero()[0]))
        rows = vectors.write(fitted, files)
        facts = vector_facts(StoredVectors.of(files[stems[0]]), train, distinct)
    write_text(paths.facts(arm), strict_json(facts))
    words = training_words(chosen)
    write_text(paths.training(arm), strict_json(words))
    seal(paths.facts(arm).parent)
    done = f"{rows:,} rows, fitted on {train.sum():,} train rows without labels"
    print(f"{arm}: {done}; dimension {facts['dimension']}, anisotropy {facts['anisotropy']}")
    if not words:  # the facts know nothing of weights and cuts
        print(f"{arm}: {foretold(facts)}")


def _checked_vectors(encoder: str, rows: dict[str, int]) -> ArmVectors:
    """The encoder's own vectors; DamagedFileError where they are not what embed wrote."""
    files = {stem: paths.vectors(encoder, stem) for stem in rows}
    for path in files.values():
        check(path)
    return ArmVectors.of(files, rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the names of an encoder and a remedy off the command line."""
    parser = verb.parser("remedy", __doc__)
    parser.add_argument("encoder", help="a name of the catalogue `encoders`")
    parser.add_argument("remedy", help="a name of the catalogue `remedies`")
    given = parser.parse_args(arguments)
    remedy(given.encoder, given.remedy)


if __name__ == "__main__":
    verb.run(main)
