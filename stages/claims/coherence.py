"""Statistics of bindings: whether what the embedding does to a configuration follows its grid."""

from collections.abc import Sequence
from dataclasses import dataclass

from stages.claims.demands import require_families
from stages.claims.measured import Measured, per_seed
from stages.claims.run import NotToldError, Run
from stages.metrics.bindings import bindings_table

ENOUGH = 10
"""Configurations below which a family's coherence says little."""


@dataclass(frozen=True)
class HighestCoherence:
    """The highest coherence among some families (null: all of the roster) but those in `but`.

    Of each family the mean over the targets, in the accuracy plane; families with fewer than ten
    configurations are left out.
    """

    families: Sequence[str] | None
    but: Sequence[str]

    def __post_init__(self) -> None:
        """Check what the yaml says."""
        if self.families is not None:
            require_families("families", self.families)
        require_families("but", self.but, empty=True)

    @property
    def words(self) -> str:
        """What is measured."""
        named = "any family" if self.families is None else ", ".join(self.families)
        rest = f" but {', '.join(self.but)}" if self.but else ""
        return f"highest coherence of bindings, accuracy plane, mean over targets: {named}{rest}"

    def measure(self, run: Run) -> Measured:
        """One value per seed."""
        run.need([*(self.families or []), *self.but])
        return per_seed(run, lambda seed: self._of(run, seed))

    def _of(self, run: Run, seed: int) -> float:
        g = run.gathered
        trials = g.trials[g.trials["seed"] == seed]
        table = bindings_table(g.counts, g.halves, trials, g.domains)
        wanted = set(self.families or run.families) - set(self.but)
        own = table[
            (table["arm"] == run.subject)
            & (table["plane"] == "acl")
            & table["family"].isin(wanted)
            & (table["n"] >= ENOUGH)
        ]
        means = own.groupby("family")["coherence"].mean().dropna()
        if means.empty:
            raise NotToldError(f"no such family has {ENOUGH} configurations on both arms")
        return float(means.max())
