"""Lay out the rows: tables, side tables and the list of domains.

dvc repro prepare           in the pipeline
python -m stages.prepare    by hand
"""

from collections.abc import Sequence
from dataclasses import dataclass

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
    domains = pd.DataFrame([domain.listed for domain in written])
    truth = pd.DataFrame([domain.truth for domain in written])
    notes = [(domain.listed["file"], note) for domain in written for note in domain.notes]
    tables.write_csv(paths.DOMAINS, domains, tables.DOMAINS)
    tables.write_csv(paths.TRUTH, truth, list(truth.columns))
    tables.write_csv(paths.NOTES, pd.DataFrame(notes, columns=list(tables.NOTES)), tables.NOTES)
    print(f"{data.name}: {domains['rows'].sum():,} rows of {len(domains)} domains")


@dataclass(frozen=True)
class Written:
    """One domain's line of domains.csv, its line of truth.csv, and its notes."""

    listed: dict[str, str | int]
    truth: dict[str, object]
    notes: tuple[str, ...]


def write_domain(data: DataSource, size: Size, domain: str) -> Written:
    """Write one domain's table and side table."""
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
    listed: dict[str, str | int] = {
        "domain": domain,
        "file": stem,
        "role": "source" if is_source else "target",
        "rows": len(table),
        "positives": int(table["label"].sum()),
    }
    truth = {"domain": stem, **bayes_facts(side["bayes_p"].to_numpy(dtype=float))}
    return Written(listed, truth, rows.notes)


if __name__ == "__main__":
    verb.run(main)
