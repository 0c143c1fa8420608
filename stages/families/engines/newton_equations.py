"""Newton's equations of many models at once, by conjugate gradients with shared factors."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from stages.families.engines.ridge_objective import RidgeObjective, dots
from stages.families.engines.shared_factor import SharedFactor
from stages.families.engines.signed_rows import Doubles, Places

LONGEST: Final = 200
"""Conjugate directions at most."""
TINY: Final = np.finfo(np.float64).tiny


@dataclass(frozen=True)
class Equations:
    """Hessian * step = -gradient for each model.

    `curvatures`: of the loss, shape (models, rows); `gradients`: shape (models, width).
    """

    objective: RidgeObjective
    shared: SharedFactor
    penalties: Doubles
    curvatures: Doubles

    def steps(self, gradients: Doubles, goals: Doubles) -> tuple[Doubles, Doubles]:
        """Steps, shape (models, width), and the margins' changes, shape (models, rows).

        `goals`: what each model's squared residual, in the norm of the shared factor's inverse,
        must fall to.
        """
        rest = -gradients
        direction = self.shared.solve(rest, self.penalties)
        left = dots(rest, direction)
        steps = np.zeros_like(rest)
        changes = np.zeros_like(self.curvatures)
        active = np.arange(len(rest))
        for _ in range(LONGEST):
            bent, change = self._bend(direction[active], active)
            length = left[active] / np.maximum(dots(direction[active], bent), TINY)
            steps[active] += length[:, np.newaxis] * direction[active]
            changes[active] += length[:, np.newaxis] * change
            rest[active] -= length[:, np.newaxis] * bent
            solved = self.shared.solve(rest[active], self.penalties[active])
            now = dots(rest[active], solved)
            turn = now / np.maximum(left[active], TINY)
            direction[active] = solved + turn[:, np.newaxis] * direction[active]
            left[active] = now
            active = active[now > goals[active]]
            if not len(active):
                break
        return steps, changes

    def _bend(self, direction: Doubles, active: Places) -> tuple[Doubles, Doubles]:
        bent, change = self.objective.rows.curved(direction, self.curvatures[active])
        return bent + self.objective.ridge(direction, self.penalties[active]), change
