"""A bag of hashed words: the floor that every trained encoder has to beat."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import HashingVectorizer


@dataclass(frozen=True)
class HashingEncoder:
    """Counts of words, each added or subtracted in one of `dimension` hashed columns.

    No weights, no download, the same vectors on every machine. `words`: the pattern of a word,
    after lower-casing; `normalize`: scale every row to unit length (a text without words stays 0).

    Words that a template repeats in every text weigh most: in sentences, "the" and "is" make up
    nearly three quarters of a row's squared length, and the cloud is as narrow as a transformer's.
    """

    dimension: int
    words: str
    normalize: bool

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """One float32 row per text, in the order given; shape (len(texts), dimension)."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        hasher = HashingVectorizer(
            n_features=self.dimension,
            token_pattern=self.words,
            norm="l2" if self.normalize else None,
            alternate_sign=True,
        )
        vectors: npt.NDArray[np.float32] = hasher.transform(texts).toarray().astype(np.float32)
        return vectors
