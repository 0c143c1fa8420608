"""The paired table: the same configurations on the raw arm and on the embedded one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from stages.metrics.collapse import any_collapse, strong_collapse
from stages.metrics.collapse_table import STRICT
from stages.metrics.confusion import Floats
from stages.metrics.outcome import Outcome, paired_kinds

KEY: Final = ("family", "source", "target", "measure", "epsilon")
COLUMNS: Final = (*KEY, "n00", "n01", "n10", "n11")


@dataclass(frozen=True)
class Paired:
    """Configurations by what they do: n<raw><embedded>, 1 = collapsed, 0 = fine."""

    n00: int
    n01: int
    n10: int
    n11: int

    @property
    def collapse_wd(self) -> float:
        """n01 / (n00 + n01): collapse on the embedding among what is fine raw; NaN if none is."""
        fine = self.n00 + self.n01
        return self.n01 / fine if fine else float("nan")


def paired(raw: Floats, embedded: Floats) -> Paired:
    """Cross-tabulate two memberships of the same trials (1, 0; NaN in either: left out)."""
    known = np.isfinite(raw) & np.isfinite(embedded)
    cell = (2 * raw[known] + embedded[known]).astype(int)
    n00, n01, n10, n11 = np.bincount(cell, minlength=4).tolist()
    return Paired(n00, n01, n10, n11)


def paired_rows(raw: Outcome, embedded: Outcome, epsilon: float) -> Iterator[dict[str, object]]:
    """Lines of paired.csv for one family, strict and near: id; target and strong per target."""
    source = embedded.domains[0]
    for level in (STRICT, epsilon):
        of_raw, of_embedded = paired_kinds(raw, embedded, level)
        tables = {("id", source): paired(any_collapse(of_raw[0]), any_collapse(of_embedded[0]))}
        for index, name in enumerate(embedded.domains[1:], start=1):
            one = any_collapse(of_raw[index]), any_collapse(of_embedded[index])
            both = (
                strong_collapse(of_raw[0], of_raw[index]),
                strong_collapse(of_embedded[0], of_embedded[index]),
            )
            tables |= {("target", name): paired(*one), ("strong", name): paired(*both)}
        for (measure, target), table in tables.items():
            keys = dict(zip(KEY, (embedded.family, source, target, measure, level), strict=True))
            yield keys | vars(table)


def paired_table(rows: list[dict[str, object]]) -> pd.DataFrame:
    """paired.csv in a fixed order of columns, sorted."""
    return pd.DataFrame(rows, columns=list(COLUMNS)).sort_values(list(KEY), ignore_index=True)
