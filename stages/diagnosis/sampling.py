"""Which collapsed configurations are examined: a stratified sample, the same on every machine."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from stages.diagnosis.collapsed import Collapsed
from stages.diagnosis.settings import ALL, DiagnosisSettings
from stages.storage.seeds import generator
from stages.tables import TRIAL_KEYS, TRIAL_STATE


def chosen_configs(
    collapsed: Mapping[str, Collapsed], trials: pd.DataFrame, settings: DiagnosisSettings
) -> list[str]:
    """The configurations to examine; `trials`: their table with a column for every setting."""
    kinds = {config: one.kind for config, one in collapsed.items()}
    return sampled(kinds, by_settings(trials), settings.sample, settings.seed)


def by_settings(trials: pd.DataFrame) -> list[str]:
    """Ids in the order of their settings, numbers by size; the seed last."""
    names = [name for name in trials if name not in {*TRIAL_KEYS, *TRIAL_STATE}]
    columns = [trials[name] for name in (*names, "seed")]
    keys = [
        (column if column.dtype.kind in "ifb" else column.astype(str)).to_numpy()
        for column in columns
    ]
    return [str(config) for config in trials["config"].to_numpy()[np.lexsort(keys[::-1])]]


def sampled(
    kinds: Mapping[str, str | None], order: Sequence[str], sample: int | str, seed: int
) -> list[str]:
    """`sample` of the configurations, or all, by their kind and their place in the grid.

    `kinds` by configuration; `order`: configurations in the order of their settings, perhaps more
    than those. Every kind gets its share of the sample (largest remainders), but at least one
    configuration while there are enough; within a kind they are taken at equal distances along the
    order of the settings from a random start, so that every region of the grid has its share.
    """
    ordered = [config for config in order if config in kinds]
    if sample == ALL or int(sample) >= len(ordered):
        return ordered
    strata: dict[str, list[str]] = {}
    for config in ordered:
        strata.setdefault(str(kinds[config]), []).append(config)
    sizes = shares({kind: len(configs) for kind, configs in strata.items()}, int(sample))
    taken = {
        config
        for kind, configs in strata.items()
        for config in _spread(configs, sizes[kind], seed, kind)
    }
    return [config for config in ordered if config in taken]


def shares(counts: Mapping[str, int], total: int) -> dict[str, int]:
    """`total` split in proportion to the counts, at least 1 each while it lasts, never above them.

    The largest counts come first where there are more kinds than `total`.
    """
    names = sorted(counts, key=lambda name: (-counts[name], name))
    given = {name: int(place < total) for place, name in enumerate(names)}
    whole = sum(counts.values())
    while sum(given.values()) < min(total, whole):
        short = {name: total * counts[name] / whole - given[name] for name in names}
        open_names = [name for name in names if given[name] < counts[name]]
        given[max(open_names, key=lambda name: short[name])] += 1
    return given


def _spread(configs: Sequence[str], count: int, seed: int, kind: str) -> list[str]:
    """`count` of the configurations at equal distances."""
    if count == 0:
        return []
    step = len(configs) / count
    start = generator(seed, "diagnosed", kind).uniform(0.0, step)
    places = np.minimum((start + step * np.arange(count)).astype(int), len(configs) - 1)
    return [configs[place] for place in places]
