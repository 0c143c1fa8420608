"""The chain of contingency tables: which variable is drawn given which, and how often each
combination occurs.

The first variable is a band of the fitted probability of a high income. It is drawn first and
dropped at the end: through it the steps share what matters to income, which tables of a few
variables each would lose.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from stages.data.simulator.groupings import Whole
from stages.data.simulator.levels import Codes, Levels


@dataclass(frozen=True)
class Step:
    """One draw: `child` given `parents`, the most telling first.

    `within` is a coarser variable of the child that is drawn before it, as an occupation's major
    group.
    """

    child: str
    parents: tuple[str, ...]
    within: str | None = None


CHAIN: Final = (
    Step("score_band", ()),
    Step("sex", ("score_band",)),
    Step("age_band", ("score_band", "sex")),
    Step("white", ("score_band", "age_group")),
    Step("birthplace_group", ("white", "score_band", "age_group")),
    Step("schooling", ("score_band", "age_group", "sex", "birthplace_group")),
    Step("married", ("age_band", "score_band", "sex", "nativity", "white")),
    Step("relationship", ("married", "age_band", "score_band", "sex", "school_group")),
    Step("major", ("score_band", "school_group", "sex", "age_group", "nativity")),
    Step("worker_class", ("major", "score_band", "age_group", "sex", "school_group")),
    Step("hours_band", ("major", "age_group", "worker_class", "sex", "school_group")),
    Step("occupation", ("score_band", "worker_class", "sex", "nativity"), within="major"),
    Step("birthplace", ("white", "school_group"), within="birthplace_group"),
    Step("age", ("schooling",), within="age_band"),
    Step("hours", ("major", "worker_class"), within="hours_band"),
)
"""Steps in the order in which they are drawn."""


def shape(step: Step, codes: Codes) -> tuple[int, ...]:
    """Shape of the step's table: states, one axis per parent, child."""
    return tuple(codes.sizes[name] for name in ("state", *step.parents, step.child))


def groups(step: Step, codes: Codes) -> Whole:
    """Level of `within` of each child level, ascending; all 0 where there is no `within`."""
    for finer, coarser, table in codes.ladders:
        if (finer, coarser) == (step.child, step.within):
            return table
    return np.zeros(codes.sizes[step.child], dtype=np.int64)


def count(step: Step, levels: Levels, codes: Codes) -> Whole:
    """How often each combination of state, parents and child occurs."""
    sizes = shape(step, codes)
    variables = ("state", *step.parents, step.child)
    cells = np.ravel_multi_index(tuple(levels[name] for name in variables), sizes)
    return np.bincount(cells, minlength=int(np.prod(sizes))).reshape(sizes)
