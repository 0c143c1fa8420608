"""The points of the planes as flat records, for `dvc plots diff` and the charts."""

import json
from typing import Final

import numpy as np
import pandas as pd

from stages.metrics.arm_counts import confusion, count_array, grid_points, ordered_stems
from stages.metrics.collapse import Collapse, collapse
from stages.metrics.confusion import accuracy, macro_f1
from stages.storage.strict_json import finite

Record = dict[str, str | float | None]

KINDS: Final = np.array(["none", "positive", "negative", "mixed"], dtype=object)
PLACES: Final = np.array(["none", "source", "target", "both"], dtype=object)


def plane_records(
    counts: pd.DataFrame, trials: pd.DataFrame, domains: pd.DataFrame, epsilon: float
) -> list[Record]:
    """One record per point and target, sorted by arm, family, configuration and target.

    `id_accuracy`, `accuracy`: on source and target; `id_f1`, `f1`: macro-F1; `collapsed`:
    none, positive, negative (near-collapse on the source or the target, the class predicted) or
    mixed; `where`: none, source, target or both; `strict`: 1 where one class is never predicted on
    one of the two. Six significant digits, null where undefined.
    """
    stems = ordered_stems(domains)
    frames = [
        _arm_frame(arm, counts, trials, stems, epsilon) for arm in sorted(trials["arm"].unique())
    ]
    records = (
        pd.concat(frames).sort_values(["arm", "family", "config", "target"]).to_dict("records")
    )
    return [{str(name): _plain(value) for name, value in record.items()} for record in records]


def plane_json(records: list[Record]) -> str:
    """Strict JSON, one record a line, so that a text diff shows the points that moved."""
    lines = [json.dumps(record, allow_nan=False, separators=(",", ":")) for record in records]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _arm_frame(
    arm: str, counts: pd.DataFrame, trials: pd.DataFrame, stems: tuple[str, ...], epsilon: float
) -> pd.DataFrame:
    points = grid_points(trials, arm)
    tables = confusion(count_array(counts[counts["arm"] == arm], points, stems))
    right, f1 = accuracy(tables), macro_f1(tables)
    near, strict = collapse(tables, epsilon), collapse(tables) > Collapse.NONE
    frames = []
    for place, target in enumerate(stems[1:], start=1):
        pair = near[:, [0, place]]
        to_positive = (pair == Collapse.POSITIVE).any(axis=1)
        to_negative = (pair == Collapse.NEGATIVE).any(axis=1)
        on_source, on_target = (pair > Collapse.NONE).T
        frame = points[["arm", "family", "config"]].assign(
            target=target,
            id_accuracy=right[:, 0],
            accuracy=right[:, place],
            id_f1=f1[:, 0],
            f1=f1[:, place],
            collapsed=KINDS[to_positive + 2 * to_negative],
            where=PLACES[on_source + 2 * on_target],
            strict=strict[:, [0, place]].any(axis=1).astype(int),
        )
        frames.append(frame)
    return pd.concat(frames) if frames else pd.DataFrame()


def _plain(value: str | float) -> str | float | None:
    return value if isinstance(value, str) else finite(value)
