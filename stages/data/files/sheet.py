"""A user's table as read from a file, before anything is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa


@dataclass(frozen=True)
class Sheet:
    """The described columns of one file.

    `file`: its name; `header`: all column names in file order; `columns`: those that are described
    and there, texts of a CSV or typed values of a Parquet; `places`: the line of the file on which
    each row begins (counted from 1, as editors do), or for a Parquet its position (from 0); `unit`:
    what a place is, `line` or `row`; `is_whole`: all rows of the file are here, so that they may be
    counted.
    """

    file: str
    header: tuple[str, ...]
    columns: Mapping[str, pa.Array]
    places: npt.NDArray[np.int64]
    unit: str
    is_whole: bool = True
