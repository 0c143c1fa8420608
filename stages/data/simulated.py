"""The embedded data set: people like those of the American Community Survey 2018.

They are drawn from tables fitted on census rows (stages/data/simulator), so the true probability of
each label is known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import pandas as pd

from stages.data.simulator import load_simulator
from stages.data.source import DomainRows
from stages.features.contract import Featurizer
from stages.storage.seeds import generator
from stages.text.wording import Wording, read_wording

PAPER_GROUP_QUARTERS: Final = 0.1056


class Window(StrEnum):
    """Which part of the source a study takes."""

    RANDOM = "random"
    """Rows as the state has them."""
    HEAD50K = "head50k"
    """The share of group quarters (10.56 %) that the head of California's file has (2506.17989)."""


@dataclass(frozen=True)
class SimulatedCensus:
    """Simulated census rows; positive class: income of at most $50,000.

    `rows`: how many to draw per state; `window` concerns the source alone; `features`: the columns
    that models see, in order. Draws depend on `seed` and the state's name only.
    """

    name: str
    path: str
    description: str
    source: str
    targets: list[str] | None
    rows_per_domain: Mapping[str, int]
    window: str
    features: Sequence[str]
    featurizer: Featurizer
    seed: int

    def domains(self) -> tuple[str, ...]:
        """The states that rows are asked for."""
        return tuple(self.rows_per_domain)

    def rows(self, domain: str) -> DomainRows:
        """Draw one state's people with their labels and true probabilities."""
        simulator = load_simulator(Path(self.path))
        head = domain == self.source and Window(self.window) is Window.HEAD50K
        people = simulator.sample(
            domain,
            self.rows_per_domain[domain],
            generator(self.seed, "people", domain),
            PAPER_GROUP_QUARTERS if head else None,
        )
        probability = simulator.probability(domain, people)
        positive = generator(self.seed, "label", domain).random(len(people)) < probability
        side = pd.DataFrame({"origin": "synthetic", "bayes_p": probability}, index=people.index)
        return DomainRows(people[list(self.features)], positive, side)

    def wording(self) -> Wording:
        """Census wording for every code."""
        return read_wording(Path(self.description))

    def summary(self) -> str:
        """Where the rows come from."""
        return (
            f"simulated census rows (ACS 2018; window {self.window}; "
            "positive: income of at most $50,000)"
        )
