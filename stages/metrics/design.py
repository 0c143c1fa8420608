"""How the trials of a family hang together: seeds, shared training runs, the axes of the grid."""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from stages.metrics.collapse import Mask
from stages.metrics.confusion import Floats

Codes = npt.NDArray[np.intp]
KEYS = ("arm", "family", "config", "seed", "in_grid", "status", "error", "run")
_SEED: Final = re.compile(r";seed=-?[0-9]+\Z")


@dataclass(frozen=True)
class Design:
    """The trials that count in ratios, one entry per trial in every array.

    `config`: ids; `seed`, `run`: codes from 0; `axes`: one array of codes per setting that takes
    two values or more; `failed`: diverged or failed. `seeds`: the seed that each code stands for.
    """

    config: npt.NDArray[np.str_]
    seed: Codes
    run: Codes
    axes: tuple[Codes, ...]
    failed: Mask
    seeds: npt.NDArray[np.int64]


def design(trials: pd.DataFrame) -> Design:
    """The design of one family's trials table; named extras are left out.

    A trial without a `run` is a run of its own.
    """
    grid = trials.loc[trials["in_grid"].astype(bool)]
    config = grid["config"].to_numpy(dtype=str)
    run = grid["run"].where(grid["run"].notna(), grid["config"]).astype(str)
    settings = [grid[name].map(repr) for name in grid.columns if name not in KEYS]
    codes = [_codes(setting) for setting in settings]
    return Design(
        config=config,
        seed=_codes(grid["seed"]),
        run=_codes(run),
        axes=tuple(code for code in codes if len(np.unique(code)) > 1),
        failed=(grid["status"] != "ok").to_numpy(dtype=bool),
        seeds=np.unique(grid["seed"].to_numpy(dtype=np.int64)),
    )


def without_seed(config: str) -> str:
    """A trial's id without its seed: the same for all seeds of one configuration."""
    return _SEED.sub("", config)


def group_means(values: Floats, codes: Codes) -> Floats:
    """Mean of `values` (..., trials) within each group of trials, skipping NaN; (..., groups).

    NaN for a group without a defined value.
    """
    groups = int(codes.max()) + 1 if len(codes) else 0
    indicator = (codes[:, None] == np.arange(groups)).astype(np.float64)
    known = np.isfinite(values)
    total = np.where(known, values, 0.0) @ indicator
    size = known.astype(np.float64) @ indicator
    means: Floats = np.where(size > 0, total / np.where(size > 0, size, 1.0), np.nan)
    return means


def mean_over_seeds(values: Floats, seed: Codes) -> Floats:
    """Mean over seeds of the mean over each seed's trials; (..., trials) to (...). NaN if none."""
    means = group_means(values, seed)
    return group_means(means, np.zeros(means.shape[-1], dtype=np.intp))[..., 0]


def _codes(values: pd.Series) -> Codes:
    return np.asarray(pd.factorize(values, sort=True)[0], dtype=np.intp)
