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
from stages.storage.left_overs import remove_others
from stages.storage.strict_json import strict_json


def main(arguments: Sequence[str] | None = None) -> None:
    """Write reports/tables, metrics.json and plane.json of the subject."""
    verb.parser("audit", __doc__).parse_args(arguments)
    config = Config.read()
    clear_left_overs(config)
    epsilon = config.measures.epsilon
    gathered = gather(config)
    written = report_tables(gathered, epsilon, config.measures.confidence)
    run = Run(gathered, written, epsilon, config.measures.confidence)
    limits = certified(config, "limits")
    further = {
        "claims": claims_table(config.claims, run),
        "certificate": limits,
        "certificate_path": certified(config, "path"),
    }
    for name, table in {**written, **further}.items():
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
        certificate=limits,
    )
    write_text(paths.METRICS, strict_json(metrics_tree(audit)))
    records = plane_records(gathered.counts, gathered.trials, gathered.domains, epsilon)
    write_text(paths.PLANE, plane_json(records))
    print(f"{config.arm}: {len(written['confusion']):,} counts of {len(config.roster)} families")


def clear_left_overs(config: Config) -> None:
    """Remove what families that left the roster wrote: DVC hashes these folders whole.

    Without that dvc.lock would depend on what ran before. DVC's cache still holds what goes.
    """
    arms = paths.TABULAR, config.arm
    for folder in (*(paths.PREDICTIONS / arm for arm in arms), paths.COUNTS / config.arm):
        for left in remove_others(folder, config.roster):
            print(f"{left}: not on the roster, removed (DVC brings it back when it is)")


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
    folders = {family: paths.counts(config.arm, family) for family in config.roster}
    frames = [
        tables.read_table(folder / f"{name}.parquet").assign(family=family)
        for family, folder in folders.items()
    ]
    return pd.concat(frames, ignore_index=True)


def trained(config: Config, name: str) -> pd.DataFrame:
    """Trials or scores of both arms and all families, `arm` and `family` prepended."""
    frames = []
    for arm in (paths.TABULAR, config.arm):
        for family in config.roster:
            frame = tables.read_table(paths.predictions(arm, family) / f"{name}.parquet")
            frames.append(pd.DataFrame({"arm": arm, "family": family}, frame.index).join(frame))
    return pd.concat(frames, ignore_index=True)


def certified(config: Config, name: str) -> pd.DataFrame:
    """Limits or path of the raw arm and the subject below each other, as certify wrote them."""
    files = [paths.certificates(arm) / f"{name}.csv" for arm in (paths.TABULAR, config.arm)]
    return pd.concat([tables.read_csv(file, text=("domain",)) for file in files], ignore_index=True)


if __name__ == "__main__":
    verb.run(main)
