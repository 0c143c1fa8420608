"""What a data set is to the pipeline."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from stages.features.contract import Featurizer
from stages.text.wording import Wording


@dataclass(frozen=True)
class DomainRows:
    """All rows of one domain.

    `features`: the columns that models may see, in a fixed order, indexed by the stable row number;
    `positive`: bool per row; `side`: origin, bayes_p and carried columns per row, never a feature;
    `notes`: sentences on these rows that a reader of the report should know.
    """

    features: pd.DataFrame
    positive: npt.NDArray[np.bool_]
    side: pd.DataFrame
    notes: tuple[str, ...] = ()


class DataSource(Protocol):
    """A data set: named domains, one of them the source, with features, labels and words."""

    @property
    def name(self) -> str:
        """What the data set is called."""
        ...

    @property
    def source(self) -> str:
        """The domain whose rows train."""
        ...

    @property
    def targets(self) -> list[str] | None:
        """The domains that are tested on beside the source; None: all others."""
        ...

    @property
    def seed(self) -> int:
        """What the splits, and simulated rows, are drawn by."""
        ...

    @property
    def featurizer(self) -> Featurizer:
        """What makes the raw arm's vectors."""
        ...

    def domains(self) -> tuple[str, ...]:
        """Every domain's name."""
        ...

    def rows(self, domain: str) -> DomainRows:
        """All rows of one domain; the same rows on every call."""
        ...

    def wording(self) -> Wording:
        """The words for columns, codes and domains."""
        ...

    def summary(self) -> str:
        """One phrase on where the rows come from, for the report's first line."""
        ...
