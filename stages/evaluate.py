"""Count what one family predicts, on the raw arm and on the subject.

dvc repro evaluate@mlp             in the pipeline
python -m stages.evaluate mlp      by hand
"""

import argparse
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from stages import paths, tables
from stages.config import Config
from stages.metrics.confusion import ConfusionCounts, count
from stages.metrics.design import design
from stages.metrics.held_out import HeldOut, held_out
from stages.metrics.outcome import CELLS, Outcome
from stages.metrics.row_intervals import Replicated, row_intervals
from stages.metrics.tally import confusion_frame, halves_frame, replicate_counts, select

ROWS = {
    "arm": pa.string(), "measure": pa.string(), "epsilon": pa.float64(), "source": pa.string(),
    "target": pa.string(), "rows_low": pa.float64(), "rows_high": pa.float64(),
}  # fmt: skip


@dataclass(frozen=True)
class Tally:
    """One arm of one family, counted: frames to write and bootstrapped counts."""

    confusion: pd.DataFrame
    halves: pd.DataFrame
    replicates: Outcome


def main(arguments: list[str] | None = None) -> None:
    """Write confusion, halves, row intervals and agreement of one family."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("family", help="one of the roster in params.yaml, for example mlp")
    family = parser.parse_args(arguments).family
    config = Config.read()
    tests = read_tests()
    raw, subject = (
        tally(arm, family, tests, config.measures.bootstrap) for arm in (paths.TABULAR, config.arm)
    )
    folder = paths.counts(config.arm, family)
    confusion = pd.concat([raw.confusion, subject.confusion], ignore_index=True)
    tables.write_table(folder / "confusion.parquet", confusion, tables.CONFUSION)
    halves = pd.concat([raw.halves, subject.halves], ignore_index=True)
    tables.write_table(folder / "halves.parquet", halves, tables.HALVES)
    intervals = row_intervals(
        Replicated(raw.replicates, subject.replicates),
        {"raw": paths.TABULAR, "subject": config.arm},
        config.measures.epsilon,
        config.measures.confidence,
    )
    tables.write_table(folder / "rows.parquet", intervals, ROWS)
    print(f"{family}: {len(confusion) // len(tests):,} trials counted on {len(tests)} test sets")


def read_tests() -> list[HeldOut]:
    """The test sets of all domains, the source first."""
    domains = tables.read_domains(paths.DOMAINS).sort_values("role", kind="stable")
    return [
        held_out(
            tables.read_table(paths.table(domain.file)),
            tables.read_table(paths.texts(domain.file)),
            domain.file,
            domain.role,
        )
        for domain in domains.itertuples()
    ]


def tally(arm: str, family: str, tests: list[HeldOut], replicates: int) -> Tally:
    """Count one arm's predictions, a domain at a time."""
    folder = paths.predictions(arm, family)
    trials = tables.read_table(folder / "trials.parquet")
    ok = (trials["status"] == "ok").to_numpy(dtype=bool)
    in_grid = trials["in_grid"].to_numpy(dtype=bool)
    confusion, halves, drawn = [], [], []
    for test in tests:
        predictions = tables.read_predictions(folder / f"{test.domain}.parquet")
        test.check(predictions.rows)
        positive, _ = select(predictions.positive, predictions.configs, trials)
        counts = count(positive, test.label)
        confusion.append(confusion_frame(arm, family, trials, test, counts))
        halves.append(halves_frame(arm, family, trials, test, positive))
        drawn.append(replicate_counts(test, positive, ok, replicates))
    stacked = {
        name: np.stack([getattr(counts, name) for counts in drawn], axis=1)[..., in_grid]
        for name in CELLS
    }
    stems = tuple(test.domain for test in tests)
    replicated = Outcome(design(trials), stems, ConfusionCounts(**stacked))
    return Tally(pd.concat(confusion), pd.concat(halves), replicated)


if __name__ == "__main__":
    main()
