"""The tables of one family on one arm, assembled from its outcomes; sorted by configuration."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from stages.families.arm_files import DomainFiles
from stages.families.contract import Setting, Trial
from stages.families.grid import spell
from stages.families.outcome import Outcome, Status
from stages.families.runner import Finished
from stages.families.scores import NO_SCORES
from stages.storage.seal import seal
from stages.tables import (
    SCORES,
    TIMINGS,
    TRIAL_KEYS,
    TRIAL_STATE,
    Predictions,
    write_predictions,
    write_table,
)


@dataclass(frozen=True)
class ResultFiles:
    """Where the tables go: the folder of predictions, trials and scores; the file of timings."""

    folder: Path
    timings: Path


def write_results(finished: Finished, domains: Sequence[DomainFiles], files: ResultFiles) -> None:
    """Write predictions of every domain, trials, scores and timings."""
    pairs = sorted(
        zip(finished.trials, finished.outcomes, strict=True), key=lambda pair: pair[0].config
    )
    for domain in domains:
        write_predictions(files.folder / f"{domain.domain}.parquet", predictions(pairs, domain))
    trials, schema = trials_table([trial for trial, _ in pairs], [outcome for _, outcome in pairs])
    write_table(files.folder / "trials.parquet", trials, schema)
    scores = scores_table(pairs, [domain.domain for domain in domains])
    write_table(files.folder / "scores.parquet", scores, SCORES)
    seal(files.folder)
    seconds = [(trial.config, outcome.seconds) for trial, outcome in pairs]
    write_table(files.timings, pd.DataFrame(seconds, columns=list(TIMINGS)), TIMINGS)


def predictions(pairs: Sequence[tuple[Trial, Outcome]], domain: DomainFiles) -> Predictions:
    """The test rows of one domain in table order, a column for every trial that is ok."""
    trained = [(trial, outcome) for trial, outcome in pairs if outcome.status is Status.OK]
    rows = domain.row_ids(domain.test_rows())
    positive = np.empty((len(rows), len(trained)), dtype=np.bool_, order="F")
    for column, (_, outcome) in enumerate(trained):
        positive[:, column] = outcome.positive[domain.domain]
    return Predictions(rows, tuple(trial.config for trial, _ in trained), positive)


def trials_table(
    trials: Sequence[Trial], outcomes: Sequence[Outcome]
) -> tuple[pd.DataFrame, dict[str, pa.DataType]]:
    """One row per trial and the types of all columns: keys, one column per setting, state."""
    names = list(dict.fromkeys(name for trial in trials for name in trial.settings))
    columns: dict[str, list[Setting]] = {
        "config": [trial.config for trial in trials],
        "seed": [trial.seed for trial in trials],
    }
    schema = dict(TRIAL_KEYS)
    for name in names:
        values = [trial.settings.get(name) for trial in trials]
        schema[name] = setting_type(values)
        columns[name] = as_type(values, schema[name])
    columns["in_grid"] = [trial.in_grid for trial in trials]
    columns["status"] = [outcome.status.value for outcome in outcomes]
    columns["error"] = [outcome.error for outcome in outcomes]
    columns["run"] = [trial.run for trial in trials]
    schema |= TRIAL_STATE
    series = {
        name: pd.Series(columns[name], dtype=pd.ArrowDtype(kind)) for name, kind in schema.items()
    }
    return pd.DataFrame(series), schema


def setting_type(values: Sequence[Setting]) -> pa.DataType:
    """The one type that holds all values: bool, int64, float64 (whole numbers too), else string."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pa.bool_()
    if kinds == {int}:
        return pa.int64()
    if kinds and kinds <= {int, float}:
        return pa.float64()
    return pa.string()


def as_type(values: Sequence[Setting], kind: pa.DataType) -> list[Setting]:
    """The values as they stand in a column of that type: spelled as in the id if it is string."""
    if kind != pa.string():
        return list(values)
    return [None if value is None else spell(value) for value in values]


def scores_table(pairs: Sequence[tuple[Trial, Outcome]], domains: Sequence[str]) -> pd.DataFrame:
    """One row per trial and domain, nulls where the trial is not ok."""
    rows = [
        {"config": trial.config, "domain": domain, **asdict(outcome.scores.get(domain, NO_SCORES))}
        for trial, outcome in pairs
        for domain in sorted(domains)
    ]
    frame = pd.DataFrame(rows, columns=list(SCORES))
    return frame.astype({name: pd.ArrowDtype(kind) for name, kind in SCORES.items()})
