"""The simulator: people of a state, and the true probability of their income."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from stages.data.simulator.chain import CHAIN, Real
from stages.data.simulator.file import Content, Provenance, read
from stages.data.simulator.income import Income
from stages.data.simulator.levels import Codes, Whole
from stages.data.simulator.sampler import Sampler


@dataclass(frozen=True)
class Simulator:
    """People like those of the census in each state, of any number, and P(y | x, state).

    counts: child variable of each step -> contingency table; alpha: strength of the smoothing; provenance: what the
    tables were fitted on.
    """

    codes: Codes
    counts: Mapping[str, Whole]
    income: Income
    alpha: float
    provenance: Provenance
    _samplers: dict[str, Sampler] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def states(self) -> tuple[str, ...]:
        """Postal abbreviations of the states that were fitted."""
        return self.codes.states

    def sample(
        self, state: str, rows: int, rng: np.random.Generator, group_quarters: float | None
    ) -> pd.DataFrame:
        """Draw people: int64 columns AGEP COW SCHL MAR OCCP POBP RELP WKHP SEX RAC1P.

        RAC1P is 1 White or 0 not White, MAR 1 married or 0 not currently married, the others are census codes.
        `group_quarters`: share of rows of RELP 16 or 17, reached exactly (rounded to rows) by rejection; None: as the
        state is. The same generator state gives the same rows. Raises KeyError for an unknown state, ValueError for a
        share outside 0..1.
        """
        sampler = self._sampler(state)
        if group_quarters is None:
            people = sampler.people(rows, rng)
        else:
            if not 0 <= group_quarters <= 1:
                raise ValueError(f"Got group_quarters={group_quarters}; it is a share of the rows, 0 to 1.")
            quarters = round(group_quarters * rows)
            people = sampler.people_with(quarters, rows - quarters, rng)
        return self.codes.frame(state, sampler.work(people, rng))

    def probability(self, state: str, frame: pd.DataFrame) -> Real:
        """P(income at most $50,000 | row, state), float64, one per row, exact for the simulator's own people.

        The columns of `sample` are read, others ignored. Raises KeyError for an unknown state or a missing column,
        ValueError for codes that the simulator does not know.
        """
        self._known(state)
        return self.income.probability(self.codes.levels(state, frame))

    def _known(self, state: str) -> None:
        if state not in self.states:
            raise KeyError(f"Got state={state!r}; the simulator has {', '.join(self.states)}.")

    def _sampler(self, state: str) -> Sampler:
        self._known(state)
        if state not in self._samplers:
            index = self.states.index(state)
            self._samplers[state] = Sampler.of(self.codes, self.counts, index, self.alpha)
        return self._samplers[state]


def load_simulator(path: Path) -> Simulator:
    """Read a fitted simulator.

    Raises FileNotFoundError where the file is missing and ValueError where it is damaged.
    """
    return from_content(read(path))


def to_content(simulator: Simulator) -> Content:
    """What a simulator's file holds."""
    codes = simulator.codes
    tables = {name: _small(table) for name, table in simulator.counts.items()}
    return Content(
        simulator.provenance | {"alpha": simulator.alpha},
        {
            "states": list(codes.states),
            "occupations": list(codes.occupations),
            "birthplaces": list(codes.birthplaces),
        },
        tables
        | {
            "coefficients": simulator.income.coefficients,
            "intercepts": simulator.income.intercepts,
        },
    )


def from_content(content: Content) -> Simulator:
    """The simulator that a file's content describes."""
    lists = content.codes
    codes = Codes(
        tuple(str(state) for state in lists["states"]),
        tuple(int(code) for code in lists["occupations"]),
        tuple(int(code) for code in lists["birthplaces"]),
    )
    arrays = content.arrays
    return Simulator(
        codes,
        {step.child: arrays[step.child].astype(np.int64) for step in CHAIN},
        Income(codes, arrays["coefficients"].astype(np.int16), arrays["intercepts"].astype(float)),
        float(content.provenance["alpha"]),
        content.provenance,
    )


def _small(table: Whole) -> Whole:
    """The same numbers in the smallest type that holds them."""
    return table.astype(np.min_scalar_type(int(table.max(initial=0))))
