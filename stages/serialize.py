"""Turn every row into a sentence (Tab2Text).

dvc repro serialize           in the pipeline
python -m stages.serialize    by hand
"""

from collections.abc import Sequence

import pandas as pd

from stages import paths, tables, verb
from stages.config import Config
from stages.storage.seal import seal
from stages.text.distinct import distinct_ids
from stages.text.tab2text import row_texts
from stages.text.templates import Template


def main(arguments: Sequence[str] | None = None) -> None:
    """Write row, text and the id of the distinct text for every domain."""
    verb.parser("serialize", __doc__).parse_args(arguments)
    config = Config.read()
    wording, template = config.data.wording(), Template(config.text.template)
    domains = tables.read_domains(paths.DOMAINS)
    rows, texts = [], []
    for stem, domain in zip(domains["file"], domains["domain"], strict=True):
        table = tables.read_table(paths.table(stem))
        opening = domain if config.text.include_domain else None
        features = table.drop(columns=list(tables.TABLE_KEYS))
        texts.append(row_texts(features, wording, template, opening))
        rows.append(table["row"])
    distinct = distinct_ids(texts)
    for stem, row, text, identity in zip(domains["file"], rows, texts, distinct, strict=True):
        frame = pd.DataFrame({"row": row, "text": text, "distinct": identity})
        tables.write_table(paths.texts(stem), frame, tables.TEXTS)
    seal(paths.TEXTS)
    total, unique = sum(map(len, texts)), 1 + max(int(ids.max()) for ids in distinct)
    print(f"{template.value}: {unique:,} distinct texts of {total:,} rows")


if __name__ == "__main__":
    verb.run(main)
