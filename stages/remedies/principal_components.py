"""Vectors in the coordinates of their widest directions."""

from dataclasses import dataclass

from stages.remedies.spectrum import Spectrum
from stages.remedies.transformer import Rows, Transformer


@dataclass(eq=False, repr=False)
class PrincipalComponents(Transformer):
    """The first `k` principal components of the centred rows, widest first.

    What scikit-learn's PCA gives, but for a k above the rank, which is an UnsuitedError: components
    beyond it would be rounding.
    """

    k: int

    def _learn(self, rows: Rows) -> None:
        spectrum = Spectrum.of(rows)
        self.mean_ = spectrum.mean
        self.directions_ = spectrum.leading(self.k, len(rows))

    def _changed(self, rows: Rows) -> Rows:
        return (rows - self.mean_) @ self.directions_
