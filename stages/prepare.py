"""Lay out the rows: tables, side tables and the list of domains.

dvc repro prepare           in the pipeline
python -m stages.prepare    by hand
"""

from collections.abc import Sequence

import pandas as pd

from stages import paths, tables, verb
from stages.config import Config
from stages.data.layout import Domain, lay_out
from stages.metrics.bayes import bayes_facts
from stages.storage.seal import seal


def main(arguments: Sequence[str] | None = None) -> None:
    """Read, split and check every domain of the data set; then write them."""
    verb.parser("prepare", __doc__).parse_args(arguments)
    config = Config.read()
    laid_out = lay_out(config.data, config.size)
    notes = [(domain.stem, note) for domain in laid_out for note in domain.notes]
    listed, truth = zip(*(write_domain(domain) for domain in laid_out), strict=True)
    domains = pd.DataFrame(listed)
    tables.write_csv(paths.DOMAINS, domains, tables.DOMAINS)
    tables.write_csv(paths.TRUTH, pd.DataFrame(truth), list(truth[0]))
    tables.write_csv(paths.NOTES, pd.DataFrame(notes, columns=list(tables.NOTES)), tables.NOTES)
    for folder in (paths.TABLES, paths.SIDE):
        seal(folder)
    print(f"{config.data.name}: {domains['rows'].sum():,} rows of {len(domains)} domains")


def write_domain(domain: Domain) -> tuple[dict[str, object], dict[str, object]]:
    """Write one domain's table and side table; its lines of domains.csv and of truth.csv."""
    rows, kept = domain.rows, domain.split != ""
    index = rows.features.index[kept]
    keys = {"row": index, "split": domain.split[kept], "label": rows.positive[kept]}
    table = pd.concat([pd.DataFrame(keys), rows.features[kept].reset_index(drop=True)], axis=1)
    side = rows.side[kept].reset_index(drop=True)
    side.insert(0, "row", index)
    tables.write_table(paths.table(domain.stem), table, tables.TABLE_KEYS)
    tables.write_table(paths.side(domain.stem), side, tables.SIDE_KEYS)
    listed: dict[str, object] = {
        "domain": domain.name,
        "file": domain.stem,
        "role": "source" if domain.is_source else "target",
        "rows": len(table),
        "positives": int(table["label"].sum()),
    }
    bayes = bayes_facts(side["bayes_p"].to_numpy(dtype=float))
    return listed, {"domain": domain.stem, **bayes}


if __name__ == "__main__":
    verb.run(main)
