"""The mean and the widest directions, which all texts share, taken out."""

from dataclasses import dataclass

from stages.remedies.spectrum import Spectrum
from stages.remedies.transformer import Rows, Transformer


@dataclass(eq=False, repr=False)
class AllButTheTop(Transformer):
    """Centre the rows and remove what lies along their `k` widest directions.

    x - m - V V'(x - m), V the k leading principal directions: Mu & Viswanath, "All-but-the-Top"
    (ICLR 2018), who advise a hundredth of the dimension. UnsuitedError for k above the rank.
    """

    k: int

    def _learn(self, rows: Rows) -> None:
        spectrum = Spectrum.of(rows)
        self.mean_ = spectrum.mean
        self.directions_ = spectrum.leading(self.k, len(rows))

    def _changed(self, rows: Rows) -> Rows:
        centred = rows - self.mean_
        return centred - (centred @ self.directions_) @ self.directions_.T
