"""Gather what all families did into tables for people, metrics.json and the plane's points.

dvc repro audit           in the pipeline
python -m stages.audit    by hand
"""

from collections.abc import Sequence
from typing import cast

import pandas as pd

from stages import paths, tables, verb
from stages.claims.run import Run
from stages.claims.table import claims_table
from stages.config import Config
from stages.metrics.best import best_overall
from stages.metrics.metrics_tree import Audit, metrics_tree
from stages.metrics.plane import plane_json, plane_records
from stages.metrics.report_tables import Gathered, report_tables
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
    written = dict(report_tables(gathered, epsilon, config.measures.confidence))
    run = Run(gathered, written, epsilon, config.measures.confidence)
    written["claims"] = claims_table(config.claims, run)
    written["certificate"] = certified(config, "limits")
    written["certificate_path"] = certified(config, "path")
    for name, table in written.items():
        tables.write_csv(paths.report_table(name), table, list(table.columns))
    frames = gathered.counts, gathered.halves, gathered.trials, gathered.domains
    audit = Audit(
        subject=config.arm,
        families=config.roster,
        epsilon=epsilon,
        domains=gathered.domains,
        collapse=written["collapse"],
        lines=written["lines"],
        best=best_overall(config.arm, *frames),
        facts=cast(dict[str, float], tables.read_json(paths.facts(config.arm))),
        certificate=written["certificate"],
    )
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
        counts=counted(config, "confusion"),
        halves=counted(config, "halves"),
        trials=trained(config, "trials"),
        scores=trained(config, "scores"),
        rows=counted(config, "rows"),
        agreement=counted(config, "agreement"),
    )


def counted(config: Config, name: str) -> pd.DataFrame:
    """One of the frames that evaluate wrote, all families below each other, with their name."""
    files = {
        family: paths.counts(config.arm, family) / f"{name}.parquet" for family in config.roster
    }
    frames = [tables.read_table(file).assign(family=family) for family, file in files.items()]
    return pd.concat(frames, ignore_index=True)


def trained(config: Config, name: str) -> pd.DataFrame:
    """Trials or scores of both arms and all families, `arm` and `family` prepended."""
    frames = {
        (arm, family): tables.read_table(paths.predictions(arm, family) / f"{name}.parquet")
        for arm in (paths.TABULAR, config.arm)
        for family in config.roster
    }
    stacked = pd.concat(frames, names=["arm", "family"])
    return stacked.reset_index(["arm", "family"]).reset_index(drop=True)


def certified(config: Config, name: str) -> pd.DataFrame:
    """Limits or path of the raw arm and the subject below each other, as certify wrote them."""
    files = [paths.certificates(arm) / f"{name}.csv" for arm in (paths.TABULAR, config.arm)]
    frames = [tables.read_csv(file, text=("arm", "model", "domain")) for file in files]
    # An arm whose training is not plain has no path, and no rows would make its numbers words
    known = [frame for frame in frames if len(frame)]
    return pd.concat(known or frames[:1], ignore_index=True)


if __name__ == "__main__":
    verb.run(main)
