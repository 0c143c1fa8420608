"""What an estimate rests on, gathered from a composition and from earlier runs in this folder."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Protocol, cast, runtime_checkable

import joblib

from stages import paths, tables
from stages.config import Config
from stages.data.roles import source_and_targets
from stages.data.source import DataSource
from stages.forecast.encoding import encoder_load
from stages.forecast.families import FamilyPlan, Kept
from stages.forecast.figures import Shape, figures
from stages.forecast.forecast import Asked
from stages.forecast.rows import Rows, planned_rows
from stages.storage.arms import RAW_ARM, parts_of

READ_AT_MOST: Final = 50_000_000
"""Bytes of a table that is read to count its rows; the size asked for bounds a larger one."""

TABLES_READ: Final = {".csv", ".parquet"}


@runtime_checkable
class Drawn(Protocol):
    """A data set that draws as many rows as it is told."""

    rows_per_domain: Mapping[str, int]


def asked(config: Config) -> Asked:
    """Everything that the forecast needs; nothing is written and no model loaded."""
    families = [_plan(config, name) for name in config.roster]
    bench = config.bench
    encoders = cast(Mapping[str, Mapping[str, object]], config.tree["encoders"])
    return Asked(
        rows=_rows(config),
        families=families,
        encoders={name: encoder_load(encoders[name]) for name in bench},
        arms={arm: parts_of(arm)[0] for arm in config.arms},
        stages=_instances(config),
        kept={
            (arm, plan.name): timings
            for arm in (RAW_ARM, *config.arms)
            for plan in families
            if (timings := _kept(arm, plan.name)) is not None
        },
        raw_dimension=_raw_dimension(),
        workers=joblib.effective_n_jobs(config.parallel.n_jobs),
    )


def _instances(config: Config) -> dict[str, list[str]]:
    """The items of the stages that come and go with the study."""
    ladders = [f"{arm}-{family}" for arm in config.diagnosed for family in config.roster]
    return {
        "remedy": [f"{name}-{remedy}" for name in config.bench for remedy in config.remedied],
        "certify": config.certified,
        "diagnose": ladders,
        "dial": config.diagnosed,
        "prescribe": config.diagnosed,
    }


def memory_mb() -> float | None:
    """Memory of this machine; None where the system does not say (Windows)."""
    if not hasattr(os, "sysconf"):
        return None
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e6


def _plan(config: Config, name: str) -> FamilyPlan:
    family = config.family(name)
    return FamilyPlan(name, family, family.plan(config.seeds))


def _rows(config: Config) -> Rows:
    data = config.data
    source, targets = source_and_targets(data)
    return planned_rows(config.size, source, targets, _counts(data, (source, *targets)))


def _counts(data: DataSource, domains: tuple[str, ...]) -> Mapping[str, int] | None:
    if isinstance(data, Drawn):
        return data.rows_per_domain
    path = Path(str(getattr(data, "path", "")))
    if path.suffix not in TABLES_READ or not path.is_file():
        return None
    if path.stat().st_size > READ_AT_MOST:
        return None
    return {name: len(data.rows(name).positive) for name in domains}


def _raw_dimension() -> int:
    """Numbers per raw row: of an earlier run where there is one, else about as many as usual."""
    if paths.facts(RAW_ARM).is_file():
        return _dimension(RAW_ARM)
    return figures()["raw_dimension"]


def _dimension(arm: str) -> int:
    """Numbers per row of an arm's vectors, as an earlier run left them."""
    return int(cast(Mapping[str, int], tables.read_json(paths.facts(arm)))["dimension"])


def _kept(arm: str, family: str) -> Kept | None:
    """Timings of an earlier run; None where a file that tells what it was run on is missing."""
    needed = (paths.timings(arm, family), paths.facts(arm), paths.DOMAINS)
    if not all(path.is_file() for path in needed):
        return None
    frame = tables.read_table(needed[0])
    dimension = _dimension(arm)
    domains = tables.read_domains(paths.DOMAINS)
    rows = int(domains["rows"].sum())
    source = paths.table(str(domains.loc[domains["role"] == "source", "file"].iloc[0]))
    if not source.is_file():
        return None
    train = int((tables.read_table(source)["split"] == "train").sum())
    seconds = dict(zip(frame["config"], frame["seconds"].astype(float), strict=True))
    return Kept(seconds, Shape(train, dimension, rows - train))
