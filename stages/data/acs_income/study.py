"""People of a state as the rows of a study: window, features, label, and what is known of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from stages.data.acs_income.columns import QUARTERS
from stages.data.acs_income.known_counts import WHOLE, Counted, KnownCounts
from stages.data.acs_income.window import Window, in_window
from stages.data.source import DomainRows
from stages.storage.seeds import generator

ORIGIN: Final = "human"


@dataclass(frozen=True)
class People:
    """All people of one state.

    codes: the ACSIncome columns, indexed by stable row number; order: each row's number in the
    state's full table; positive: income of at most $50,000; complete: whether no one of the state
    may be missing.
    """

    codes: pd.DataFrame
    order: npt.NDArray[np.int64]
    positive: npt.NDArray[np.bool_]
    complete: bool


@dataclass(frozen=True)
class Study:
    """What a study takes of every state: `window` of the source, `features` in order."""

    source: str
    window: Window
    features: Sequence[str]
    seed: int
    counts: KnownCounts

    def rows(self, state: str, people: People, notes: Sequence[str] = ()) -> DomainRows:
        """The rows of one state, its class counts checked; `notes` come first.

        Raises ValueError where the counts contradict the known ones.
        """
        chosen = np.ones(len(people.order), dtype=np.bool_)
        found = [*notes, self.counts.check(WHOLE, state, _counted(people, chosen))]
        if state == self.source:
            draw = generator(self.seed, "window", state)
            chosen = in_window(self.window, people.order, draw)
            found.append(self.counts.check(self.window, state, _counted(people, chosen)))
        found.append(self._quarters(state, people.codes["RELP"].isin(QUARTERS).to_numpy(), chosen))
        codes = people.codes[chosen]
        side = pd.DataFrame({"origin": ORIGIN, "bayes_p": np.nan}, index=codes.index)
        return DomainRows(
            codes[list(self.features)],
            people.positive[chosen],
            side,
            tuple(note for note in found if note),
        )

    def _quarters(
        self, state: str, quarters: npt.NDArray[np.bool_], chosen: npt.NDArray[np.bool_]
    ) -> str:
        """Share of group quarters: in the window of the source and the whole state."""
        if not len(quarters):
            return ""
        whole = f"{quarters.mean():.2%} of {len(quarters):,} rows"
        if state != self.source:
            return f"Group quarters (RELP 16, 17): {whole}."
        inside = quarters[chosen]
        window = f"{inside.mean():.2%} of {len(inside):,} rows" if len(inside) else "no rows"
        return (
            f"Group quarters (RELP 16, 17): {window} in the window {self.window},"
            f" {whole} of the state in the file."
        )


def _counted(people: People, chosen: npt.NDArray[np.bool_]) -> Counted:
    return Counted(int(chosen.sum()), int(people.positive[chosen].sum()), people.complete)
