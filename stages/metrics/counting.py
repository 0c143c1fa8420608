"""Count one family on one arm, a test set at a time; only the source's predictions are kept."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from stages.metrics.agreement import AGREEMENT, agreement_lines
from stages.metrics.collapse import Collapse, Mask, collapse
from stages.metrics.confusion import CELLS, ConfusionCounts, count
from stages.metrics.design import design, without_seed
from stages.metrics.held_out import HeldOut
from stages.metrics.outcome import Outcome
from stages.metrics.tally import confusion_frame, halves_frame, replicate_counts, select
from stages.tables import Predictions

PAIR = ("arm", "family", "source", "target")


@dataclass(frozen=True)
class Trained:
    """What was trained: one family on one arm, with its trials table."""

    arm: str
    family: str
    trials: pd.DataFrame


@dataclass(frozen=True)
class Counted:
    """Frames to write (confusion, halves, agreement) and bootstrapped counts."""

    confusion: pd.DataFrame
    halves: pd.DataFrame
    agreement: pd.DataFrame
    replicates: Outcome


@dataclass(frozen=True)
class _OnGrid:
    """Predictions of the grid's distinct models on one test set; which of them collapse there."""

    domain: str
    positive: npt.NDArray[np.bool_]
    collapsed: Mask


def count_arm(
    trained: Trained,
    tests: Iterable[tuple[HeldOut, Predictions]],
    replicates: int,
    epsilon: float,
) -> Counted:
    """Count every test set (source first) with its predictions; tests may be read as they are used.

    `replicates`: of the bootstrap over rows; `epsilon`: near-collapses are left out of one of the
    two agreement lines. ValueError or KeyError where predictions do not fit trials and rows.
    """
    arm, family, trials = trained.arm, trained.family, trained.trials
    ok = (trials["status"] == "ok").to_numpy(dtype=bool)
    in_grid = trials["in_grid"].to_numpy(dtype=bool)
    compared = (in_grid & ~twins(trials))[ok]
    confusion, halves, agreement, drawn, domains = [], [], [], [], []
    source: _OnGrid | None = None
    for test, predictions in tests:
        test.check(predictions.rows)
        positive = select(predictions, trials)
        counts = count(positive, test.label)
        confusion.append(confusion_frame(arm, family, trials, test, counts))
        halves.append(halves_frame(arm, family, trials, test, positive))
        drawn.append(replicate_counts(test, positive, ok, replicates))
        domains.append(test.domain)
        collapsed = collapse(counts, epsilon) > Collapse.NONE
        here = _OnGrid(test.domain, positive[:, compared], collapsed[compared])
        source = source or here
        if here is not source:
            agreement.append(_agreement(trained, source, here))
    replicated = Outcome(arm, family, design(trials), tuple(domains), _stack(drawn, in_grid))
    nothing = pd.DataFrame(columns=[*PAIR, *AGREEMENT])
    return Counted(
        confusion=pd.concat(confusion, ignore_index=True),
        halves=pd.concat(halves, ignore_index=True),
        agreement=pd.concat(agreement, ignore_index=True) if agreement else nothing,
        replicates=replicated,
    )


def twins(trials: pd.DataFrame) -> Mask:
    """Trials that are one model with an earlier one: same settings and run, another seed.

    A model agrees with itself everywhere, which would fake a line of agreement.
    """
    run = trials["run"].where(trials["run"].notna(), trials["config"]).astype(str)
    settings = trials["config"].astype(str).map(without_seed)
    return (settings + "|" + run).duplicated().to_numpy(dtype=bool)


def _agreement(trained: Trained, source: _OnGrid, target: _OnGrid) -> pd.DataFrame:
    either = source.collapsed | target.collapsed
    lines = agreement_lines(source.positive, target.positive, either)
    values = trained.arm, trained.family, source.domain, target.domain
    keys = pd.DataFrame(dict(zip(PAIR, values, strict=True)), index=lines.index)
    return pd.concat([keys, lines], axis=1)


def _stack(drawn: list[ConfusionCounts], in_grid: Mask) -> ConfusionCounts:
    cells = zip(*(counts.cells for counts in drawn), strict=True)
    stacked = dict(
        zip(CELLS, (np.stack(cell, axis=1)[..., in_grid] for cell in cells), strict=True)
    )
    return ConfusionCounts(**stacked)
