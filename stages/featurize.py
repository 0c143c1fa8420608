"""Turn rows into vectors without text: the raw arm, `tabular`.

dvc repro featurize           in the pipeline
python -m stages.featurize    by hand
"""

from collections.abc import Sequence

import numpy as np

from stages import paths, tables, verb
from stages.config import Config
from stages.data.splits import Split
from stages.encoders.facts import distinct_rows, vector_facts
from stages.features.scaling import Scaling, scaler
from stages.storage.atomic import write_array, write_text
from stages.storage.seal import seal
from stages.storage.strict_json import strict_json


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit features and scaling on the source's train rows, write every domain's vectors."""
    verb.parser("featurize", __doc__).parse_args(arguments)
    config = Config.read()
    stems = tables.read_domains(paths.DOMAINS)["file"].tolist()
    source = tables.read_table(paths.table(stems[0]))
    is_train = (source["split"] == Split.TRAIN).to_numpy()
    train = source.loc[is_train].drop(columns=list(tables.TABLE_KEYS))
    featurizer = config.data.featurizer.fit(train)
    scale = scaler(Scaling(config.scaling), featurizer.transform(train)).scale
    for stem in stems:
        rows = tables.read_table(paths.table(stem)).drop(columns=list(tables.TABLE_KEYS))
        write_array(paths.vectors(paths.TABULAR, stem), scale(featurizer.transform(rows)))
    vectors = np.load(paths.vectors(paths.TABULAR, stems[0]), mmap_mode="r")
    facts = vector_facts(vectors, is_train, distinct_rows(vectors))
    write_text(paths.facts(paths.TABULAR), strict_json(facts))
    seal(paths.facts(paths.TABULAR).parent)
    print(f"tabular: {len(featurizer.names)} features, anisotropy {facts['anisotropy']}")


if __name__ == "__main__":
    verb.run(main)
