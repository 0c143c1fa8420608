"""Small audits as frames: what `evaluate` hands to the measures, made by hand or at random."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

CELLS = ["tp", "fn", "fp", "tn"]


@dataclass(frozen=True)
class Frames:
    """The five frames that the tables read."""

    counts: pd.DataFrame
    halves: pd.DataFrame
    scores: pd.DataFrame
    trials: pd.DataFrame
    domains: pd.DataFrame


def domains_frame(sizes: dict[str, tuple[int, int]]) -> pd.DataFrame:
    """`sizes`: positives and negatives by stem, the source first."""
    return pd.DataFrame(
        [
            {
                "domain": stem,
                "file": stem,
                "role": "target" if place else "source",
                "rows": positives + negatives,
                "positives": positives,
            }
            for place, (stem, (positives, negatives)) in enumerate(sizes.items())
        ]
    )


def frames_of(trials: pd.DataFrame, tables: dict[str, np.ndarray]) -> Frames:
    """Frames from trials and, per domain, tables of shape (trials, 2 halves, 4)."""
    first = next(iter(tables))
    sizes = {
        stem: (int(table[0, :, :2].sum()), int(table[0, :, 2:].sum()))
        for stem, table in tables.items()
    }
    halves, counts = [], []
    for stem, table in tables.items():
        keys = trials[["arm", "family", "config"]].assign(
            domain=stem, split="id_test" if stem == first else "ood_test"
        )
        counts.append(keys.assign(**dict(zip(CELLS, table.sum(axis=1).T, strict=True))))
        for half in (0, 1):
            cells = dict(zip(CELLS, table[:, half].T, strict=True))
            halves.append(keys.assign(**cells, half=half))
    counted = pd.concat(counts, ignore_index=True)
    scores = counted[["arm", "family", "config", "domain"]].assign(auc=0.75)
    return Frames(
        counted, pd.concat(halves, ignore_index=True), scores, trials, domains_frame(sizes)
    )


def grid(arm: str, family: str, settings: dict[str, list[object]]) -> pd.DataFrame:
    """Trials of a full grid that all trained well."""
    index = pd.MultiIndex.from_product(list(settings.values()), names=list(settings))
    table = index.to_frame(index=False)
    ids = [
        ",".join(f"{name}={row[name]}" for name in sorted(settings)) + ";seed=0"
        for row in table.to_dict("records")
    ]
    return table.assign(
        arm=arm, family=family, config=ids, seed=0, in_grid=True, status="ok", error=None, run=ids
    )


def draw_tables(
    rng: np.random.Generator,
    sensitivity: np.ndarray,
    specificity: np.ndarray,
    positives: int,
    negatives: int,
) -> np.ndarray:
    """Binomial tables (trials, 2 halves, 4) for models of given rates; equal halves."""
    halves = []
    for _ in (0, 1):
        tp = rng.binomial(positives // 2, sensitivity)
        tn = rng.binomial(negatives // 2, specificity)
        halves.append(np.stack([tp, positives // 2 - tp, negatives // 2 - tn, tn], axis=1))
    return np.stack(halves, axis=1)
