"""Count what one family predicts, on the raw arm and on the subject.

dvc repro evaluate@mlp             in the pipeline
python -m stages.evaluate mlp      by hand
"""

from collections.abc import Iterator, Sequence

import pandas as pd
import pyarrow as pa

from stages import paths, tables, verb
from stages.config import Config
from stages.metrics.counting import Counted, Trained, count_arm
from stages.metrics.held_out import HeldOut, held_out
from stages.metrics.row_intervals import Replicated, row_intervals
from stages.storage.names import unknown_name
from stages.storage.seal import seal

ROWS = {
    "arm": pa.string(), "measure": pa.string(), "epsilon": pa.float64(), "source": pa.string(),
    "target": pa.string(), "rows_low": pa.float64(), "rows_high": pa.float64(),
}  # fmt: skip
AGREEMENT = dict.fromkeys(("arm", "family", "source", "target", "points"), pa.string())


def main(arguments: Sequence[str] | None = None) -> None:
    """Write confusion, halves, row intervals and agreement of one family."""
    parser = verb.parser("evaluate", __doc__)
    parser.add_argument("family", help="one of the roster in params.yaml, for example mlp")
    family = parser.parse_args(arguments).family
    config = Config.read()
    if family not in config.roster:
        parser.error(unknown_name(family, config.roster, "the roster", "`roster` in params.yaml"))
    tests = read_tests()
    raw, subject = (count_family(config, arm, family, tests) for arm in (paths.TABULAR, config.arm))
    measures = config.measures
    both = Replicated(raw.replicates, subject.replicates)
    intervals = row_intervals(both, measures.epsilon, measures.confidence)
    folder = paths.counts(config.arm, family)
    for name, schema in (
        ("confusion", tables.CONFUSION), ("halves", tables.HALVES), ("agreement", AGREEMENT),
    ):  # fmt: skip
        frame = pd.concat([getattr(raw, name), getattr(subject, name)], ignore_index=True)
        tables.write_table(folder / f"{name}.parquet", frame, schema)
    tables.write_table(folder / "rows.parquet", intervals, ROWS)
    seal(folder)
    print(f"{family}: {len(raw.confusion) + len(subject.confusion):,} confusion counts")


def read_tests() -> list[HeldOut]:
    """The test sets of all domains, the source first."""
    domains = tables.read_domains(paths.DOMAINS).sort_values("role", kind="stable")
    return [
        held_out(
            tables.read_table(paths.table(stem)), tables.read_table(paths.texts(stem)), stem, role
        )
        for stem, role in zip(domains["file"], domains["role"], strict=True)
    ]


def count_family(config: Config, arm: str, family: str, tests: Sequence[HeldOut]) -> Counted:
    """Count one arm's predictions, read a domain at a time."""
    folder = paths.predictions(arm, family)

    def predicted() -> Iterator[tuple[HeldOut, tables.Predictions]]:
        for test in tests:
            yield test, tables.read_predictions(folder / f"{test.domain}.parquet")

    trained = Trained(arm, family, tables.read_table(folder / "trials.parquet"))
    return count_arm(trained, predicted(), config.measures.bootstrap, config.measures.epsilon)


if __name__ == "__main__":
    verb.run(main)
