"""Families with a grid: products of settings in key order, samples of them, ids and trials."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final, TypedDict

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
class Gridded:
    """The part that families with a grid share: what chooses their trials, and the plan of them.

    `grid`: options by setting; `sample` of the grid, None for all of it; `extras`: configurations
    by name, outside the grid. A subclass names the `settings` that it knows, and those of them
    whose values are `snapshots` of one training run. `step` and `length` name the setting, or the
    constant, that says how far one step of training goes and how many there are; None where a fit
    is no such walk.
    """

    settings: ClassVar[tuple[str, ...]]
    snapshots: ClassVar[tuple[str, ...]] = ()
    step: ClassVar[str | None] = None
    length: ClassVar[str | None] = None

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

    def plan(self, seeds: Sequence[int]) -> list[Trial]:
        """Every configuration once per seed, then the extras that the grid has not.

        ValueError for a setting unknown or missing, or a configuration given twice.
        """
        inside = self.configurations()
        outside = [dict(extra) for extra in self.extras.values()]
        for settings in (*inside, *outside):
            _check(settings, frozenset(self.settings))
        trials: dict[str, Trial] = {}
        for settings, seed in itertools.product((*inside, *outside), seeds):
            name = config_id(settings, seed)
            in_grid = len(trials) < len(inside) * len(seeds)
            if in_grid and name in trials:
                raise ValueError(f"Got {name!r} twice: remove the repeated value from the grid.")
            trials.setdefault(name, replace(self.trial(settings, seed), in_grid=in_grid))
        return list(trials.values())

    def trial(self, settings: Settings, seed: int) -> Trial:
        """One configuration with one seed, whether the grid has it or not; `in_grid` is False."""
        shared = self.run(settings)
        run = config_id(shared, seed) if self.seeded(settings) else settings_id(shared)
        return Trial(config_id(settings, seed), settings, seed, False, run)

    def run(self, settings: Settings) -> Settings:
        """The settings that a training run depends on: all but the snapshots."""
        return without(settings, *self.snapshots)

    def seeded(self, settings: Settings) -> bool:
        """Whether the seed can change a fit with these settings; where not, seeds share a run."""
        return True

    def cost(self, settings: Settings) -> float:
        """How long a fit with these settings takes beside the family's others; for progress."""
        return 1.0


def config_id(settings: Settings, seed: int) -> str:
    """`key=value,...;seed=s` with sorted keys; 1 and 1.0 are the same."""
    return f"{settings_id(settings)};seed={seed}"


def settings_id(settings: Settings) -> str:
    """`key=value,...` with sorted keys: the id of a configuration whatever its seed."""
    return ",".join(f"{key}={spell(settings[key])}" for key in sorted(settings))


def spell(value: Setting) -> str:
    """A setting as text: true, false, null, a number with up to 12 digits, or the word itself."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return format(value, ".12g") if isinstance(value, float) else str(value)


def amount(value: Setting) -> float:
    """A setting as a number that work grows with; 1 for what is no number above zero."""
    return max(float(value), 1.0) if isinstance(value, int | float) else 1.0


def without(settings: Settings, *names: str) -> Settings:
    """The settings less some of them."""
    return {key: value for key, value in settings.items() if key not in names}


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
