"""The texts of all domains, each distinct one once."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd


@dataclass(frozen=True)
class DistinctTexts:
    """Texts of all domains, each distinct one once.

    `texts`: the distinct ones, by their id; `places`: per domain, int64 of shape (rows,), where in
    `texts` the text of each row stands.
    """

    texts: tuple[str, ...]
    places: Mapping[str, npt.NDArray[np.int64]]

    @classmethod
    def of(cls, frames: Mapping[str, pd.DataFrame]) -> "DistinctTexts":
        """From a frame per domain with the columns `text` and `distinct`, rows in table order."""
        every = pd.concat([frame[["text", "distinct"]] for frame in frames.values()])
        if every["text"].isna().any():
            raise ValueError(
                f"Got {int(every['text'].isna().sum())} rows without a text, expected none. "
                "Run `dvc repro serialize` again."
            )
        once = every.drop_duplicates("distinct").sort_values("distinct")
        ids = once["distinct"].to_numpy()
        places = {
            domain: np.searchsorted(ids, frame["distinct"].to_numpy()).astype(np.int64)
            for domain, frame in frames.items()
        }
        return cls(tuple(once["text"].tolist()), places)

    @property
    def rows(self) -> int:
        """Rows of all domains together."""
        return sum(place.size for place in self.places.values())
