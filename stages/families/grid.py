"""Grids of settings: products in key order, samples of them, ids, and the trials they make."""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypedDict

import numpy as np

from stages.families.contract import Setting, Settings, Trial

Options = Mapping[str, Sequence[Setting]]

RESERVED: Final = frozenset({"config", "seed", "in_grid", "status", "error", "run"})


class Sample(TypedDict):
    """`count` numbers drawn without replacement from `of`; those beyond the product are left out.

    A number indexes the shuffled product. Both draws come from numpy's legacy RandomState(seed),
    the way the public code behind arXiv 2506.17989 draws its grids.
    """

    count: int
    of: int
    seed: int


@dataclass(frozen=True)
class Space:
    """The configurations of a family: a grid or a sample of it, and named extras outside it."""

    grid: Options
    sample: Sample | None
    extras: Mapping[str, Settings]

    def configurations(self) -> list[Settings]:
        """The grid's settings, sampled if told so, in product order (the last key runs fastest)."""
        product = [
            dict(zip(self.grid, values, strict=True))
            for values in itertools.product(*self.grid.values())
        ]
        if self.sample is None:
            return list(product)
        return [product[place] for place in _sampled(self.sample, len(product))]

    def trials(
        self, seeds: Sequence[int], names: Iterable[str], run: Callable[[Settings], Settings]
    ) -> list[Trial]:
        """One trial per configuration and seed; extras that the grid has are not added twice.

        `names`: the settings that the family knows (ValueError for others); `run`: the settings
        that the training run depends on, without those that are snapshots of one run.
        """
        inside = self.configurations()
        outside = [dict(extra) for extra in self.extras.values()]
        for settings in (*inside, *outside):
            _check(settings, frozenset(names))
        trials: dict[str, Trial] = {}
        for settings, seed in itertools.product((*inside, *outside), seeds):
            name = config_id(settings, seed)
            in_grid = len(trials) < len(inside) * len(seeds)
            if in_grid and name in trials:
                raise ValueError(f"Got {name!r} twice: remove the repeated value from the grid.")
            made = Trial(name, settings, seed, in_grid, config_id(run(settings), seed))
            trials.setdefault(name, made)
        return list(trials.values())


def config_id(settings: Settings, seed: int) -> str:
    """`key=value,...;seed=s` with sorted keys; 1 and 1.0 are the same."""
    return ",".join(f"{key}={spell(settings[key])}" for key in sorted(settings)) + f";seed={seed}"


def spell(value: Setting) -> str:
    """A setting as text: true, false, null, a number with up to 12 digits, or the word itself."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return format(value, ".12g") if isinstance(value, float) else str(value)


def without(*snapshots: str) -> Callable[[Settings], Settings]:
    """The settings of a training run: all but those whose values are snapshots of one run."""
    return lambda settings: {key: settings[key] for key in settings if key not in snapshots}


def _sampled(sample: Sample, size: int) -> list[int]:
    picks = np.random.RandomState(sample["seed"]).choice(
        sample["of"], sample["count"], replace=False
    )
    order = np.random.RandomState(sample["seed"]).permutation(size)
    return [int(order[pick]) for pick in picks if pick < size]


def _check(settings: Settings, names: frozenset[str]) -> None:
    if set(settings) != names or names & RESERVED:
        raise ValueError(
            f"Got settings {sorted(settings)}, expected exactly {sorted(names)}: "
            "mend grid or extras in conf/families."
        )
    for key, value in settings.items():
        if isinstance(value, str) and _is_number(value):
            raise ValueError(f"Got {key}={value!r}, a text: write it as a number, 0.001 for 1e-3.")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
