"""Encode every domain's texts with one encoder.

dvc repro embed@minilm             in the pipeline
python -m stages.embed minilm      by hand
"""

from collections.abc import Sequence

from stages import paths, tables, verb
from stages.config import Config
from stages.data.splits import Split
from stages.encoders.distinct_texts import DistinctTexts
from stages.encoders.facts import vector_facts
from stages.encoders.gate import held_to_its_bar
from stages.encoders.row_vectors import RowEncoder, write_rows
from stages.encoders.store import Store
from stages.encoders.stored_vectors import StoredVectors
from stages.expectation.told import foretold
from stages.machine.device import check_device
from stages.storage.atomic import write_text
from stages.storage.bound import bounded
from stages.storage.pieces import PieceStore
from stages.storage.seal import seal
from stages.storage.strict_json import strict_json


def embed(name: str) -> None:
    """Write the vectors of every domain, and the facts of the source's train rows."""
    config = Config.read()
    encoder = config.encoder(name)
    check_device(config.compute.device, name)
    stems = tables.read_domains(paths.DOMAINS)["file"].tolist()
    frames = {stem: tables.read_table(paths.texts(stem)) for stem in stems}
    content = DistinctTexts.of(frames)
    source = frames[stems[0]]
    train = (tables.read_table(paths.table(stems[0]))["split"] == Split.TRAIN).to_numpy()
    files = {stem: paths.vectors(name, stem) for stem in stems}
    if isinstance(encoder, RowEncoder):
        rows = {stem: frame["row"].to_numpy() for stem, frame in frames.items()}
        done = write_rows(encoder, rows, content, files).words()
    else:
        learned_from = source.loc[train].drop_duplicates("distinct")["text"].tolist()
        pieces = PieceStore(paths.pieces().resolve())
        bench = tuple(config.encoder(other) for other in config.bench)
        store = Store(pieces, config.compute, config.parallel, bench)
        with bounded(pieces, config.store):
            held = held_to_its_bar(encoder, content.texts, pieces)
            if held:
                print(f"{name}: {held}", flush=True)
            done = store.write(encoder, content, learned_from, files).words(content.rows)
    vectors = StoredVectors.of(files[stems[0]])
    facts = vector_facts(vectors, train, source["distinct"].to_numpy())
    write_text(paths.facts(name), strict_json(facts))
    seal(paths.facts(name).parent)
    print(f"{name}: {done}; dimension {facts['dimension']}, anisotropy {facts['anisotropy']}")
    print(f"{name}: {foretold(facts)}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the encoder's name off the command line."""
    parser = verb.parser("embed", __doc__)
    parser.add_argument("encoder", help="a name of the catalogue `encoders`")
    embed(parser.parse_args(arguments).encoder)


if __name__ == "__main__":
    verb.run(main)
