"""What one family did on one arm: its design and its confusion counts on every test set."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from stages.metrics.collapse import Collapse, Kinds, collapse
from stages.metrics.confusion import CELLS, ConfusionCounts, Floats
from stages.metrics.design import Design, design
from stages.metrics.rarefied import rarefied_collapse


@dataclass(frozen=True)
class Outcome:
    """Counts (..., domains, trials) of the trials in `design`, the source first.

    Trials without predictions have counts of 0. Bootstrap replicates may stand first.
    """

    arm: str
    family: str
    design: Design
    domains: tuple[str, ...]
    counts: ConfusionCounts

    def kinds(self, epsilon: float) -> Kinds:
        """Collapse per test set and trial; a trial without predictions counts as not collapsed.

        A whole test set is UNDEFINED where it holds one class.
        """
        kinds = collapse(self.counts, epsilon)
        ok = ~self.design.failed
        undefined = (kinds[..., ok] == Collapse.UNDEFINED).any(axis=-1, keepdims=True)
        blank = np.where(undefined, Collapse.UNDEFINED, Collapse.NONE).astype(np.int8)
        return np.where(ok, kinds, blank)

    def rarefied(self) -> Floats:
        """Chance of strict collapse per test set and trial at the smallest test set's rows."""
        ok = ~self.design.failed
        chances = np.zeros(self.counts.tp.shape)
        tested = ConfusionCounts(*(cell[..., ok] for cell in self.counts.cells))
        if tested.rows.size:
            chances[..., ok] = rarefied_collapse(tested, int(tested.rows.min()))
            one_class = np.isnan(chances).any(axis=-1, keepdims=True)
            chances = np.where(one_class, np.nan, chances)
        return chances


@dataclass(frozen=True)
class Books:
    """Confusion rows and trials of many arms and families, `arm` and `family` first in both."""

    counts: pd.DataFrame
    trials: pd.DataFrame


def outcome(books: Books, arm: str, family: str, domains: tuple[str, ...]) -> Outcome:
    """The outcome of one family on one arm; `domains`: stems, the source first.

    Counts: one row per (config, domain), cells missing where the trial is not ok; KeyError names
    what is missing for a trial that is ok.
    """
    counts, trials = (
        frame[(frame["arm"] == arm) & (frame["family"] == family)]
        for frame in (books.counts, books.trials)
    )
    grid = design(trials)
    table = counts.set_index(["domain", "config"])
    if not table.index.is_unique:
        raise ValueError("Got two counts for one configuration and domain; expected one each.")
    wanted = pd.MultiIndex.from_product([domains, grid.config])
    known = table.reindex(wanted)[CELLS].astype("Float64")
    cells = known.to_numpy(dtype=float, na_value=np.nan)
    cube = cells.reshape(len(domains), len(grid.config), len(CELLS))
    absent = np.isnan(cube).any(axis=(0, 2)) & ~grid.failed
    if absent.any():
        raise KeyError(
            f"No counts for {grid.config[absent][0]!r}, which is ok: run evaluate again."
        )
    whole: npt.NDArray[np.int64] = np.where(grid.failed[None, :, None], 0, cube).astype(np.int64)
    return Outcome(arm, family, grid, domains, ConfusionCounts(*np.moveaxis(whole, -1, 0)))


def paired_kinds(raw: Outcome, embedded: Outcome, epsilon: float) -> tuple[Kinds, Kinds]:
    """Kinds of both arms in the embedded arm's trial order; (..., domains, trials) each.

    UNDEFINED where a trial has no predictions in one of the arms.
    """
    place = {config: index for index, config in enumerate(raw.design.config)}
    order = np.array([place.get(config, -1) for config in embedded.design.config], dtype=np.intp)
    unusable = (order < 0) | embedded.design.failed
    if place:
        unusable |= raw.design.failed[order]
        of_raw = raw.kinds(epsilon)[..., order]
    else:
        of_raw = embedded.kinds(epsilon)
    blank = np.int8(Collapse.UNDEFINED)
    pair = of_raw, embedded.kinds(epsilon)
    return np.where(unusable, blank, pair[0]), np.where(unusable, blank, pair[1])
