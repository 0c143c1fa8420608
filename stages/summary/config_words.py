"""Configurations named by what varies between them."""

from collections import defaultdict

from stages.metrics.arm_counts import POOLED
from stages.summary.findings import Findings

Settings = dict[str, str]


def short_configs(found: Findings) -> dict[tuple[str, str], str]:
    """(family, configuration) to its settings without those that never vary in that family.

    The pooled family `all` knows the configurations of every family. The seed is named where there
    are several.
    """
    by_family: dict[str, dict[str, Settings]] = defaultdict(dict)
    for family, config in found.trials[["family", "config"]].itertuples(index=False, name=None):
        by_family[str(family)][str(config)] = _settings(str(config))
    short = {}
    for family, configs in by_family.items():
        values: dict[str, set[str]] = defaultdict(set)
        for settings in configs.values():
            for name, value in settings.items():
                values[name].add(value)
        for config, settings in configs.items():
            told = ",".join(f"{k}={v}" for k, v in settings.items() if len(values[k]) > 1)
            short[family, config] = told or config
            short.setdefault((POOLED, config), f"{family}: {told or config}")
    return short


def _settings(config: str) -> Settings:
    parts = (part.partition("=") for part in config.replace(";", ",").split(","))
    return {name: value for name, _, value in parts}
