"""The simulator: people of a state, and the true probability of their income."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from stages.data.simulator.chain import CHAIN, shape
from stages.data.simulator.file import Content, Provenance, read, write
from stages.data.simulator.groupings import Whole
from stages.data.simulator.income import Income, sizes
from stages.data.simulator.levels import Codes
from stages.data.simulator.sampler import Sampler
from stages.data.simulator.smoothing import Real


@dataclass(frozen=True)
class Simulator:
    """People like those of the census in each state, as many as one likes, and P(y | x, state).

    counts: child of each step -> contingency table; alpha: strength of their smoothing; provenance:
    what they were fitted on.
    """

    codes: Codes
    counts: Mapping[str, Whole]
    income: Income
    alpha: float
    provenance: Provenance

    @property
    def states(self) -> tuple[str, ...]:
        """Postal abbreviations of the fitted states."""
        return self.codes.states

    def sample(
        self, state: str, rows: int, rng: np.random.Generator, group_quarters: float | None
    ) -> pd.DataFrame:
        """Draw people: int64 columns AGEP COW SCHL MAR OCCP POBP RELP WKHP SEX RAC1P.

        RAC1P is 1 White or 0 not White, MAR 1 married or 0 not currently married; the others are
        census codes. `group_quarters` is the share of rows with RELP 16 or 17, reached exactly
        (rounded to rows) by rejection; None leaves the state as it is. The same generator state
        gives the same rows. Raises KeyError for an unknown state, ValueError for a share outside 0
        to 1.
        """
        sampler = self._sampler(state)
        if group_quarters is None:
            people = sampler.people(rows, rng)
        elif 0 <= group_quarters <= 1:
            quarters = round(group_quarters * rows)
            people = sampler.people_by_kind(quarters, rows - quarters, rng)
        else:
            raise ValueError(f"Got group_quarters={group_quarters}; give a share of rows, 0 to 1.")
        return self.codes.frame(state, sampler.work(people, rng))

    def probability(self, state: str, frame: pd.DataFrame) -> Real:
        """P(income at most $50,000 | row, state), float64, one per row: exact for the simulator's
        people.

        Reads the columns of `sample` in its codes. Raises KeyError for an unknown state or a
        missing column, ValueError for unknown codes.
        """
        self._index(state)
        return self.income.probability(self.codes.levels(state, frame))

    @cached_property
    def _samplers(self) -> dict[str, Sampler]:
        return {}

    def _index(self, state: str) -> int:
        if state not in self.states:
            raise KeyError(f"Got state={state!r}; the simulator has {', '.join(self.states)}.")
        return self.states.index(state)

    def _sampler(self, state: str) -> Sampler:
        index = self._index(state)
        if state not in self._samplers:
            self._samplers[state] = Sampler.of(self.codes, self.counts, index, self.alpha)
        return self._samplers[state]


def load_simulator(path: Path) -> Simulator:
    """Read a fitted simulator.

    Raises FileNotFoundError where the file is missing, ValueError where it is damaged or made for
    other tables.
    """
    content = read(path)
    lists, arrays = content.codes, content.arrays
    codes = Codes(
        tuple(str(state) for state in lists["states"]),
        tuple(int(code) for code in lists["occupations"]),
        tuple(int(code) for code in lists["birthplaces"]),
    )
    expected = {step.child: shape(step, codes) for step in CHAIN}
    expected |= {"coefficients": (sum(sizes(codes)),), "intercepts": (len(codes.states),)}
    if expected != {name: array.shape for name, array in arrays.items()}:
        raise ValueError(
            f"{path} holds the tables of another version; fit it again with fit_simulator."
        )
    return Simulator(
        codes,
        {step.child: arrays[step.child].astype(np.int64) for step in CHAIN},
        Income(codes, arrays["coefficients"].astype(np.int16), arrays["intercepts"].astype(float)),
        float(content.provenance["alpha"]),
        content.provenance,
    )


def save_simulator(path: Path, simulator: Simulator) -> None:
    """Write a simulator in one step; equal simulators give equal bytes."""
    codes, income = simulator.codes, simulator.income
    lists: dict[str, list[int] | list[str]] = {
        "states": list(codes.states),
        "occupations": list(codes.occupations),
        "birthplaces": list(codes.birthplaces),
    }
    arrays: dict[str, npt.NDArray[np.generic]] = {
        name: table.astype(np.min_scalar_type(int(table.max(initial=0))))
        for name, table in simulator.counts.items()
    }
    arrays |= {"coefficients": income.coefficients, "intercepts": income.intercepts}
    provenance = simulator.provenance | {"alpha": simulator.alpha}
    write(path, Content(provenance, lists, arrays))
