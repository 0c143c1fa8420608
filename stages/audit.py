"""Gather what all families did into tables for people, metrics.json and the plane's points.

dvc repro audit           in the pipeline
python -m stages.audit    by hand
"""

from collections.abc import Sequence
from typing import cast

import pandas as pd

from stages import paths, tables, verb
from stages.certificates.together import together
from stages.claims.run import Run
from stages.claims.table import claims_table
from stages.config import Config
from stages.metrics.metrics_tree import Audit, metrics_tree
from stages.metrics.plane import plane_json, plane_records
from stages.metrics.report_tables import Gathered, report_tables
from stages.metrics.stacked import of_arms, of_families
from stages.storage.atomic import write_text
from stages.storage.left_overs import cleared
from stages.storage.strict_json import strict_json


def main(arguments: Sequence[str] | None = None) -> None:
    """Write reports/tables, metrics.json and plane.json of the subject."""
    verb.parser("audit", __doc__).parse_args(arguments)
    config = Config.read()
    clear_left_overs(config)
    epsilon = config.measures.epsilon
    gathered = gather(config)
    facts = cast(dict[str, float], tables.read_json(paths.facts(config.arm)))
    written = dict(report_tables(gathered, epsilon, config.measures.confidence))
    run = Run(gathered, written, epsilon, config.measures.confidence)
    written["claims"] = claims_table(config.claims, run)
    written["certificate"] = together(certified(config, "limits"))
    written["certificate_path"] = together(certified(config, "path"))
    for name, table in written.items():
        tables.write_csv(paths.report_table(name), table, list(table.columns))
    audit = Audit.of(gathered, written, epsilon, facts)
    write_text(paths.METRICS, strict_json(metrics_tree(audit)))
    points = plane_records(gathered.counts, gathered.trials, gathered.domains, epsilon)
    write_text(paths.PLANE, plane_json(points))
    print(f"{config.arm}: {len(written['confusion']):,} counts of {len(config.roster)} families")


def clear_left_overs(config: Config) -> None:
    """Remove what families that left the roster wrote: DVC hashes these folders whole."""
    homes = [paths.PREDICTIONS / arm for arm in (paths.TABULAR, config.arm)]
    for line in cleared(dict.fromkeys([*homes, paths.COUNTS / config.arm], config.roster)):
        print(line)


def gather(config: Config) -> Gathered:
    """Read what evaluate, baseline and train wrote for the families of the roster."""
    return Gathered(
        subject=config.arm,
        families=config.roster,
        domains=tables.read_domains(paths.DOMAINS),
        counts=of_families(counted(config, "confusion")),
        halves=of_families(counted(config, "halves")),
        trials=of_arms(trained(config, "trials")),
        scores=of_arms(trained(config, "scores")),
        rows=of_families(counted(config, "rows")),
        agreement=of_families(counted(config, "agreement")),
    )


def counted(config: Config, name: str) -> dict[str, pd.DataFrame]:
    """One of the frames that evaluate wrote, by family."""
    return {
        family: tables.read_table(paths.counts(config.arm, family) / f"{name}.parquet")
        for family in config.roster
    }


def trained(config: Config, name: str) -> dict[tuple[str, str], pd.DataFrame]:
    """Trials or scores, by arm and family."""
    return {
        (arm, family): tables.read_table(paths.predictions(arm, family) / f"{name}.parquet")
        for arm in (paths.TABULAR, config.arm)
        for family in config.roster
    }


def certified(config: Config, name: str) -> list[pd.DataFrame]:
    """Limits or path of the raw arm and the subject, as certify wrote them."""
    files = [paths.certificates(arm) / f"{name}.csv" for arm in (paths.TABULAR, config.arm)]
    return [tables.read_csv(file, text=("arm", "model", "domain")) for file in files]


if __name__ == "__main__":
    verb.run(main)
