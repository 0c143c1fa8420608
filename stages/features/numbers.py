"""Columns read as numbers, whatever their dtype."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

_LARGEST: Final = float(np.finfo(np.float32).max)


def numbers(column: pd.Series) -> npt.NDArray[np.float64]:
    """The column in float64; NaN for missing values, text, and all that float32 can't hold."""
    plain = column.astype(object) if isinstance(column.dtype, pd.CategoricalDtype) else column
    values = pd.to_numeric(plain, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(column.notna() & (np.abs(values) <= _LARGEST), values, np.nan)


def demand(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    """Raise ValueError where the frame lacks one of the columns."""
    lacking = [name for name in columns if name not in frame.columns]
    if lacking:
        raise ValueError(
            f"Got a table without {', '.join(lacking)}; it has "
            f"{', '.join(map(str, frame.columns))}. Change the features of the data set."
        )
