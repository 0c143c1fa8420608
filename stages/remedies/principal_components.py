"""Vectors in the coordinates of their widest directions."""

from dataclasses import dataclass

from stages.remedies.spectrum import Spectrum
from stages.remedies.transformer import Rows, Transformer


@dataclass(eq=False, repr=False)
class PrincipalComponents(Transformer):
    """At most `k` principal components of the centred rows, widest first.

    What scikit-learn's PCA gives, without the components beyond the rank: they would be rounding.
    """

    k: int

    def _learn(self, rows: Rows) -> None:
        spectrum = Spectrum.of(rows)
        # Of k alone: True, 2.0 and 0 stay what leading() refuses
        k = min(self.k, spectrum.rank) if type(self.k) is int and spectrum.rank else self.k
        self.mean_ = spectrum.mean
        self.directions_ = spectrum.leading(k, len(rows))

    def _changed(self, rows: Rows) -> Rows:
        return (rows - self.mean_) @ self.directions_
