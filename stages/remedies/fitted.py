"""What a remedy learned, and what it makes of rows: checked whenever rows come out of it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import issparse

from stages.encoders.comparison import rounding
from stages.remedies.transformer import Rows

Remedied = npt.NDArray[np.float32]

FEW: Final = 64
"""Rows on which is tried whether each comes out as it does alone."""
ALONE: Final = 8
"""How many of them are tried alone."""


@dataclass(frozen=True)
class FittedRemedy:
    """A fitted `transformer`: rows of `dimension` numbers come out of it."""

    name: str
    transformer: object
    dimension: int

    @staticmethod
    def few(rows: Rows) -> Rows:
        """Some of the rows, from first to last."""
        places = np.unique(np.linspace(0, len(rows) - 1, min(FEW, len(rows))).astype(int))
        chosen: Rows = rows[places].copy()
        return chosen

    @classmethod
    def checked(cls, name: str, transformer: object, few: Rows) -> "FittedRemedy":
        """A remedy of which some rows have been seen to come out right, and each by itself."""
        dimension = _table(name, transformer, few).shape[1]
        fitted = cls(name, transformer, dimension)
        fitted._check_independent(few)
        return fitted

    def rows(self, rows: Rows) -> Remedied:
        """These rows remedied, in their order, in float32.

        ValueError unless there is a row of `dimension` finite numbers for each.
        """
        found = _table(self.name, self.transformer, rows)
        if found.shape != (len(rows), self.dimension):
            raise ValueError(
                f"Got shape {found.shape} from `transform` of the remedy {self.name}, expected "
                f"{(len(rows), self.dimension)}: a row for each row, as many numbers in each as in "
                "the first. Mend its class."
            )
        with np.errstate(over="ignore"):
            narrow = found.astype(np.float32)
        broken = np.flatnonzero(~np.isfinite(narrow).all(axis=1))
        if broken.size:
            raise ValueError(
                f"Got NaN or infinity in {broken.size} of {len(rows)} rows from `transform` of the "
                f"remedy {self.name}, expected finite numbers that fit float32. Divide by nothing "
                "that can be 0 (a floor helps, or the remedy drop_constant before it)."
            )
        return narrow

    def _check_independent(self, few: Rows) -> None:
        """ValueError unless a row is the same alone, in another order, and a second time."""
        together = self.rows(few.copy())
        if self.rows(few.copy()).tobytes() != together.tobytes():
            raise ValueError(
                f"Got other numbers from a second `transform` of the same rows by the remedy "
                f"{self.name}, expected the same. Draw random numbers in `fit`, from a seed."
            )
        tolerance = rounding(together)
        backwards = self.rows(few[::-1].copy())[::-1]
        alone = np.concatenate(
            [self.rows(few[at : at + 1].copy()) for at in range(len(few))[:ALONE]]
        )
        apart = max(_apart(backwards, together), _apart(alone, together[: len(alone)]))
        if apart > tolerance:
            raise ValueError(
                f"Got rows that depend on the other rows from `transform` of the remedy "
                f"{self.name}: alone and in company they differ by {apart:.2g}, expected at most "
                f"{tolerance:.2g}. Take means and scales in `fit`, and keep them."
            )


def said(error: Exception) -> str:
    """The class of an error and its words in one line."""
    return f"{type(error).__name__} ({' '.join(str(error).split()) or 'no words'})"


def _table(name: str, transformer: object, rows: Rows) -> Rows:
    """What `transform` returns, as an array of two axes in float64."""
    try:
        found = transformer.transform(rows)  # type: ignore[attr-defined]
    except Exception as error:
        raise ValueError(
            f"Got {said(error)} from `transform` of the remedy {name} on {len(rows)} rows of "
            f"{rows.shape[1]} numbers; expected remedied rows. Mend its class."
        ) from error
    try:
        if issparse(found):
            raise TypeError("a sparse matrix")
        if np.iscomplexobj(found):
            raise TypeError("complex numbers")
        table = np.asarray(found, dtype=np.float64)
        if table.ndim != 2 or table.shape[1] == 0:
            raise TypeError(f"an array of shape {table.shape}")
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"Got {error} from `transform` of the remedy {name}, expected a dense table of "
            "numbers, a row for each row. Return one numpy array (`sparse_output: false` helps)."
        ) from error
    return table


def _apart(rows: Remedied, others: Remedied) -> float:
    return float(np.abs(rows.astype(np.float64) - others).max(initial=0.0))
