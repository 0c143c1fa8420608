"""Encode every domain's texts with one encoder.

dvc repro embed@minilm             in the pipeline
python -m stages.embed minilm      by hand
"""

from collections.abc import Sequence

import numpy as np

from stages import paths, tables, verb
from stages.config import Config
from stages.data.splits import Split
from stages.encoders.distinct_texts import DistinctTexts
from stages.encoders.facts import vector_facts
from stages.encoders.store import Store
from stages.storage.atomic import write_text
from stages.storage.pieces import PieceStore
from stages.storage.strict_json import strict_json


def embed(name: str) -> None:
    """Write the vectors of every domain, and the facts of the source's train rows."""
    config = Config.read()
    encoder = config.encoder(name)
    stems = tables.read_domains(paths.DOMAINS)["file"].tolist()
    frames = {stem: tables.read_table(paths.texts(stem)) for stem in stems}
    content = DistinctTexts.of(frames)
    source = frames[stems[0]]
    train = (tables.read_table(paths.table(stems[0]))["split"] == Split.TRAIN).to_numpy()
    learned_from = source.loc[train].drop_duplicates("distinct")["text"].tolist()
    files = {stem: paths.vectors(name, stem) for stem in stems}
    store = Store(PieceStore(paths.pieces()), config.compute, config.parallel)
    written = store.write(encoder, content, learned_from, files)
    vectors = np.load(files[stems[0]], mmap_mode="r")
    facts = vector_facts(vectors, train, source["distinct"].to_numpy())
    write_text(paths.facts(name), strict_json(facts))
    print(
        f"{name}: {written.distinct:,} distinct texts of {content.rows:,} rows, "
        f"{written.encoded:,} encoded, {written.distinct - written.encoded:,} taken from pieces; "
        f"dimension {facts['dimension']}, anisotropy {facts['anisotropy']}"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the encoder's name off the command line."""
    parser = verb.parser("embed", __doc__)
    parser.add_argument("encoder", help="a name of the catalogue `encoders`")
    embed(parser.parse_args(arguments).encoder)


if __name__ == "__main__":
    verb.run(main)
