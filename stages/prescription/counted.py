"""One arm of a study, counted on every test set: what all comparisons of remedies start from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from stages.metrics.collapse import Mask
from stages.metrics.confusion import ConfusionCounts, weighted_count
from stages.metrics.held_out import HeldOut
from stages.metrics.outcome import Books
from stages.metrics.stacked import of_arms
from stages.metrics.tally import confusion_frame, select
from stages.tables import Predictions, read_predictions, read_table

HALVES: Final = (0, 1)
Tests = Iterable[tuple[HeldOut, Predictions]]


@dataclass(frozen=True)
class CountedArm:
    """Counts of an arm's families below each other, `arm` and `family` first in every frame.

    `counts`: tables.CONFUSION; `halves`: tables.HALVES; `trials`: as trained.
    """

    arm: str
    counts: pd.DataFrame
    halves: pd.DataFrame
    trials: pd.DataFrame

    @property
    def books(self) -> Books:
        """Counts and trials, as outcomes are made of."""
        return Books(self.counts, self.trials)


def counted_arm(arm: str, folders: Mapping[str, Path], tests: Sequence[HeldOut]) -> CountedArm:
    """Count one arm, a domain's predictions in memory at a time; `folders`: of each family."""

    def predicted(folder: Path) -> Iterator[tuple[HeldOut, Predictions]]:
        for test in tests:
            yield test, read_predictions(folder / f"{test.domain}.parquet")

    return together(
        arm,
        {
            family: counted_family(
                arm, family, read_table(folder / "trials.parquet"), predicted(folder)
            )
            for family, folder in folders.items()
        },
    )


def counted_family(arm: str, family: str, trials: pd.DataFrame, tests: Tests) -> CountedArm:
    """Count one family; predictions may be read as they are used, a test set at a time.

    ValueError or KeyError where predictions do not fit trials and rows.
    """
    counts, halves = [], []
    for test, predictions in tests:
        test.check(predictions.rows)
        by_half = _by_half(test, select(predictions, trials))
        whole = ConfusionCounts(*(cell.sum(axis=0) for cell in by_half.cells))
        counts.append(confusion_frame(arm, family, trials, test, whole))
        for half in HALVES:
            told = ConfusionCounts(*(cell[half] for cell in by_half.cells))
            frame = confusion_frame(arm, family, trials, test, told)
            halves.append(frame.assign(half=half))
    return CountedArm(arm, _below(counts), _below(halves), of_arms({(arm, family): trials}))


def _by_half(test: HeldOut, positive: Mask) -> ConfusionCounts:
    """Counts (halves, trials) in one pass over the predictions (rows, trials)."""
    weights = (test.half == np.array(HALVES)[:, None]).astype(np.uint8)
    return weighted_count(positive, test.label, weights)


def together(arm: str, families: Mapping[str, CountedArm]) -> CountedArm:
    """All families of one arm below each other."""
    parts = [families[name] for name in sorted(families)]
    return CountedArm(
        arm,
        _below([part.counts for part in parts]),
        _below([part.halves for part in parts]),
        _below([part.trials for part in parts]),
    )


def _below(frames: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True)
