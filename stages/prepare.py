"""Lay out the rows: tables, side tables and the list of domains.

dvc repro prepare           in the pipeline
python -m stages.prepare    by hand
"""

from collections.abc import Sequence

import pandas as pd

from stages import paths, tables, verb
from stages.config import Config
from stages.data.roles import source_and_targets
from stages.data.source import DataSource
from stages.data.splits import Size, split_source, split_target
from stages.metrics.bayes import bayes_facts
from stages.storage.names import domain_stem
from stages.storage.seeds import generator


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the data set, split it, write every domain."""
    verb.parser("prepare", __doc__).parse_args(arguments)
    config = Config.read()
    data, size = config.data, config.size
    source, targets = source_and_targets(data)
    written = [write_domain(data, size, name) for name in (source, *targets)]
    domains = pd.DataFrame([domain for domain, _ in written])
    truth = pd.DataFrame([facts for _, facts in written])
    tables.write_csv(paths.DOMAINS, domains, tables.DOMAINS)
    tables.write_csv(paths.TRUTH, truth, list(truth.columns))
    print(f"{data.name}: {domains['rows'].sum():,} rows of {len(domains)} domains")


def write_domain(
    data: DataSource, size: Size, domain: str
) -> tuple[dict[str, str | int], dict[str, object]]:
    """Write one domain's table and side table; returns its line of domains.csv and of truth.csv."""
    rows = data.rows(domain)
    is_source = domain == data.source
    split = (split_source if is_source else split_target)(
        len(rows.features), size, generator(data.seed, "split", domain)
    )
    kept = split != ""
    index = rows.features.index[kept]
    keys = {"row": index, "split": split[kept], "label": rows.positive[kept]}
    table = pd.concat([pd.DataFrame(keys), rows.features[kept].reset_index(drop=True)], axis=1)
    side = rows.side[kept].reset_index(drop=True)
    side.insert(0, "row", index)
    stem = domain_stem(domain)
    tables.write_table(paths.table(stem), table, tables.TABLE_KEYS)
    tables.write_table(paths.side(stem), side, tables.SIDE_KEYS)
    return (
        {
            "domain": domain,
            "file": stem,
            "role": "source" if is_source else "target",
            "rows": len(table),
            "positives": int(table["label"].sum()),
        },
        {"domain": stem, **bayes_facts(side["bayes_p"].to_numpy(dtype=float))},
    )


if __name__ == "__main__":
    verb.run(main)
