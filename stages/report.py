"""Tell what the audit found: the page, the summary and the pictures of the planes.

dvc repro report           in the pipeline
python -m stages.report    by hand
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

import pandas as pd

from stages import paths, tables, verb
from stages.charts.library import vega_library
from stages.charts.panel import Plane
from stages.charts.pictures import plane_pictures
from stages.config import Config
from stages.metrics.stacked import of_arms
from stages.page.dataset import study
from stages.page.document import page
from stages.storage.atomic import write_bytes, write_text
from stages.storage.pieces import PieceStore
from stages.summary.counted_rows import counted_rows
from stages.summary.document import summary
from stages.summary.findings import POINTS, Findings, Setting
from stages.summary.named_tables import AUDITED, CERTAIN, STUDY, TEXT


def main(arguments: Sequence[str] | None = None) -> None:
    """Write reports/index.html, reports/summary.md and reports/planes."""
    verb.parser("report", __doc__).parse_args(arguments)
    found = findings(Config.read())
    points = pd.DataFrame(cast(list[dict[str, object]], tables.read_json(paths.PLANE)))
    lines = found.tables["lines"]
    for plane, picture in plane_pictures(study(found), found.setting.families, points, lines):
        write_bytes(paths.PLANES / f"{plane.value}.png", picture)
    write_text(paths.SUMMARY, summary(found))
    write_text(paths.PAGE, page(found, points, vega_library(PieceStore(paths.pieces()))))
    print(f"{found.setting.arm}: {paths.PAGE}, {paths.SUMMARY} and {len(Plane)} planes")


def findings(config: Config) -> Findings:
    """Everything that was found, read from the files of the audit."""
    domains = tables.read_domains(paths.DOMAINS)
    read = {name: tables.read_csv(paths.report_table(name), text=TEXT) for name in AUDITED}
    read |= written(CERTAIN, paths.report_table)
    arms = (paths.TABULAR, config.arm)
    return Findings(
        setting=setting(config, domains),
        rows=counted_rows(domains, read["confusion"]),
        metrics=cast(Mapping[str, object], tables.read_json(paths.METRICS)),
        tables=read,
        trials=of_arms({(arm, name): trials(arm, name) for arm in arms for name in config.roster}),
        facts={arm: cast(dict[str, float], tables.read_json(paths.facts(arm))) for arm in arms},
        truth=tables.read_csv(paths.TRUTH, text=("domain",)),
        pictures=[(f"{plane.value.upper()} plane", f"planes/{plane.value}.png") for plane in Plane],
        notes=tables.read_csv(paths.NOTES, text=tables.NOTES),
        diagnosis=diagnosis() if config.diagnosed else {},
    )


def diagnosis() -> dict[str, pd.DataFrame]:
    """What `prescribe` wrote: tables, and the points of both planes without and with a remedy."""
    points = cast(list[dict[str, object]], tables.read_json(paths.STUDY_TABLES / "plane.json"))
    return {**written(STUDY, paths.study_table), POINTS: pd.DataFrame(points)}


def written(names: Sequence[str], place: Callable[[str], Path]) -> dict[str, pd.DataFrame]:
    """Those of the tables that are there; which are depends on the study and the roster."""
    there = [name for name in names if place(name).is_file()]
    return {name: tables.read_csv(place(name), text=TEXT) for name in there}


def setting(config: Config, domains: pd.DataFrame) -> Setting:
    """What was asked for, in the words of params.yaml and domains.csv."""
    roles = domains.groupby("role", sort=False)["file"].agg(tuple)
    return Setting(
        data=config.data.summary(),
        size=config.size.name,
        arm=config.arm,
        raw=paths.TABULAR,
        families=tuple(config.roster),
        seeds=tuple(config.seeds),
        source=roles["source"][0],
        targets=roles["target"],
        names=dict(zip(domains["file"], domains["domain"], strict=True)),
        epsilon=config.measures.epsilon,
        confidence=config.measures.confidence,
        penalty_is=config.penalty_is,
    )


def trials(arm: str, family: str) -> pd.DataFrame:
    """How the trials of one family on one arm ended."""
    frame = tables.read_table(paths.predictions(arm, family) / "trials.parquet")
    return frame[["config", "seed", "in_grid", "status", "error"]]


if __name__ == "__main__":
    verb.run(main)
