"""The rows of one domain that models are tested on: labels, distinct texts, halves."""

import hashlib
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from stages.data.splits import Split
from stages.metrics.collapse import Mask
from stages.metrics.design import Codes
from stages.storage.seeds import generator

SPLIT_OF_ROLE = {"source": Split.ID_TEST.value, "target": Split.OOD_TEST.value}


@dataclass(frozen=True)
class HeldOut:
    """The test set of one domain in table order; arrays have one entry per row.

    `row`: ids; `label`: True = positive; `text`: code of the distinct text, from 0; `half`: 0 or 1
    by a hash of the text, so that equal texts share a half.
    """

    domain: str
    split: str
    row: npt.NDArray[np.int64]
    label: Mask
    text: Codes
    half: npt.NDArray[np.int64]
    _drawn: dict[int, npt.NDArray[np.uint8]] = field(default_factory=dict, repr=False)

    def check(self, rows: npt.NDArray[np.int64]) -> None:
        """Raise ValueError unless predictions are of exactly these rows in this order."""
        if not np.array_equal(rows, self.row):
            raise ValueError(
                f"Got predictions of {len(rows)} rows for {self.domain}, not the {len(self.row)} "
                f"rows of split {self.split} in table order; train again."
            )

    def bootstrap(self, replicates: int) -> npt.NDArray[np.uint8]:
        """Poisson(1) weights (replicates, rows): rows of one text are drawn together.

        They depend on the domain's name alone: the same for every arm and family. Drawn once and
        kept for the next arm; read only.
        """
        if replicates not in self._drawn:
            texts = int(self.text.max()) + 1 if len(self.text) else 0
            draws = generator(0, "rows", self.domain)
            weights = np.empty((replicates, len(self.text)), dtype=np.uint8)
            for weight in weights:
                weight[:] = draws.poisson(1.0, size=texts)[self.text]
            weights.flags.writeable = False
            self._drawn[replicates] = weights
        return self._drawn[replicates]


def held_out(table: pd.DataFrame, texts: pd.DataFrame, domain: str, role: str) -> HeldOut:
    """The test set of one domain from table and texts; ValueError where their rows differ."""
    split = SPLIT_OF_ROLE[role]
    if not np.array_equal(table["row"], texts["row"]):
        raise ValueError(f"Got texts of other rows than the table of {domain}; serialize again.")
    chosen = (table["split"] == split).to_numpy(dtype=bool)
    text = np.unique(texts["distinct"].to_numpy()[chosen], return_inverse=True)
    first = texts.loc[chosen, ["distinct", "text"]].drop_duplicates("distinct")
    halves = {key: _half(words) for key, words in first.itertuples(index=False)}
    return HeldOut(
        domain=domain,
        split=split,
        row=table["row"].to_numpy(dtype=np.int64)[chosen],
        label=table["label"].to_numpy(dtype=bool)[chosen],
        text=np.asarray(text[1], dtype=np.intp),
        half=texts.loc[chosen, "distinct"].map(halves).to_numpy(dtype=np.int64),
    )


def _half(text: str) -> int:
    return hashlib.sha256(text.encode("utf-8")).digest()[0] % 2
