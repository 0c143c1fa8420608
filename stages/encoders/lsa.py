"""Latent semantic analysis: TF-IDF of words and word pairs, reduced to few dimensions."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_limits


@dataclass(frozen=True)
class LsaEncoder:
    """TF-IDF and truncated SVD, learned from the source's distinct train texts, without labels.

    `words`: the pattern of a word, after lower-casing; `longest`: words in a row that count as one
    term; `sweeps`: power iterations of the randomised SVD; `normalize`: scale every row to unit
    length; `threads`: of the fit. Where the train texts have a lower rank than `dimension`, the
    remaining columns are zero and the dimension stays.
    """

    dimension: int
    words: str
    longest: int
    sweeps: int
    normalize: bool
    seed: int
    threads: int

    def fit(self, texts: Sequence[str]) -> "FittedLsa":
        """Learn terms, their weights and the leading directions from `texts`."""
        terms = TfidfVectorizer(token_pattern=self.words, ngram_range=(1, self.longest))
        with threadpool_limits(limits=self.threads):
            weights = terms.fit_transform(texts)
            directions = self._directions(weights)
        return FittedLsa(self.dimension, terms, directions, normalize=self.normalize)

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Raise: an encoder that learns has to be fitted first."""
        raise RuntimeError(
            f"Got {len(texts)} texts for an LSA that has learned nothing, expected a fitted one. "
            "Call `fit(train_texts)` and encode with what it returns."
        )

    def _directions(self, weights: csr_matrix) -> npt.NDArray[np.float64]:
        """The leading right singular vectors as columns, shape (terms, at most dimension)."""
        most = min(self.dimension, *weights.shape)
        svd = TruncatedSVD(most, n_iter=self.sweeps, random_state=self.seed).fit(weights)
        values = svd.singular_values_
        rank = int((values > values[0] * max(weights.shape) * np.finfo(np.float64).eps).sum())
        return np.ascontiguousarray(svd.components_[:rank].T)


@dataclass(frozen=True, eq=False)
class FittedLsa:
    """What an `LsaEncoder` learned: `terms` and the `directions`, shape (terms, rank)."""

    dimension: int
    terms: TfidfVectorizer = field(repr=False)
    directions: npt.NDArray[np.float64] = field(repr=False)
    normalize: bool

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """One float32 row per text; zero for a text of unknown words; shape (texts, dimension)."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        if not texts:
            return vectors
        rows = self.terms.transform(texts) @ self.directions
        if self.normalize:
            lengths = np.linalg.norm(rows, axis=1, keepdims=True)
            rows = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
        vectors[:, : rows.shape[1]] = rows
        return vectors
