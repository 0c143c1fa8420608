"""Runs made by hand: counts of configurations on a source and a target, two arms, any seeds."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from stages.claims.run import Run
from stages.metrics.report_tables import Gathered

ARMS = ("tabular", "minilm")
ROLES = {"CA": "source", "PR": "target"}
CELLS = ["tp", "fn", "fp", "tn"]
POSITIVE, NEGATIVE = (60, 0, 40, 0), (0, 60, 0, 40)


def fine(right: int) -> tuple[int, int, int, int]:
    """Of 60 positives and 40 negatives, `right` and two thirds of that are told."""
    other = right * 2 // 3
    return right, 60 - right, 40 - other, other


Cell = tuple[int, int, int, int]
Family = Sequence[tuple[Mapping[str, float], Mapping[str, tuple[Cell, Cell]]]]


def config(settings: Mapping[str, float], seed: int) -> str:
    return ",".join(f"{key}={settings[key]:g}" for key in sorted(settings)) + f";seed={seed}"


def made(families: Mapping[str, Family], trained: Sequence[int] = (0,), **tables: object) -> Run:
    """A run: per family its settings with, per arm, the cells on CA and on PR."""
    counts, trials = [], []
    for family, configurations in families.items():
        for settings, by_arm in configurations:
            for seed in trained:
                name = config(settings, seed)
                for arm in ARMS:
                    trials.append(
                        {"arm": arm, "family": family, "config": name, "seed": seed, **settings}
                        | {"in_grid": True, "status": "ok", "error": None, "run": name}
                    )
                    for domain, cells in zip(ROLES, by_arm[arm], strict=True):
                        row = {"arm": arm, "family": family, "config": name, "domain": domain}
                        counts.append(row | {"split": "s", **dict(zip(CELLS, cells, strict=True))})
    frame = pd.DataFrame(counts)
    halves = pd.concat([frame.assign(half=half) for half in (0, 1)], ignore_index=True)
    domains = pd.DataFrame(
        [(name, name, role, 100, 60) for name, role in ROLES.items()],
        columns=["domain", "file", "role", "rows", "positives"],
    )
    empty = pd.DataFrame()
    gathered = Gathered(
        "minilm", list(families), domains, frame, halves, pd.DataFrame(trials),
        empty, empty, empty,
    )  # fmt: skip
    return Run(gathered, dict(tables), 0.1, 0.95)  # type: ignore[arg-type]


def same(cells: Cell) -> dict[str, tuple[Cell, Cell]]:
    """The same cells on both arms and both test sets."""
    return dict.fromkeys(ARMS, (cells, cells))


def each(raw: Cell, embedded: Cell) -> dict[str, tuple[Cell, Cell]]:
    """Cells of the raw arm and of the embedded one, alike on both test sets."""
    return {"tabular": (raw, raw), "minilm": (embedded, embedded)}


def seed_rows(values: Mapping[tuple[str, str, str, str], Sequence[float]]) -> pd.DataFrame:
    """seeds.csv: (arm, family, measure, target) to a value per seed, strict and near alike."""
    rows = [
        {"arm": arm, "family": family, "source": "CA", "target": target, "measure": measure}
        | {"epsilon": epsilon, "seed": seed, "value": value}
        for (arm, family, measure, target), series in values.items()
        for epsilon in (0.0, 0.1)
        for seed, value in enumerate(series)
    ]
    return pd.DataFrame(rows)


def around(middle: float, seeds: int = 5) -> list[float]:
    """Values a hundredth about `middle`."""
    return (middle + np.linspace(-0.01, 0.01, seeds)).tolist() if seeds > 1 else [middle]
