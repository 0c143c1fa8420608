"""The stable number of each row."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from stages.data.files.cells import Names
from stages.data.files.faults import Faults, places, shown, some
from stages.data.files.sheet import Sheet

_WHOLE: Final = r"^[+-]?[0-9]{1,18}$"


def row_ids(sheet: Sheet, column: str | None, faults: Faults) -> npt.NDArray[np.int64]:
    """The ids in a column, different whole numbers; without a column the place in the table.

    Adds faults for what is no whole number of at most 18 digits, and for ids that stand twice.
    """
    position = np.arange(len(sheet.places), dtype=np.int64)
    if column is None or column not in sheet.columns:
        return position
    where = f"{sheet.file}, column {shown(column)} (row)"
    cells = Names.of(sheet.columns[column]).series().fillna("")
    is_whole = pc.match_substring_regex(cells.array.__arrow_array__(), _WHOLE)
    good = np.array(is_whole.to_numpy(zero_copy_only=False), dtype=np.bool_)
    if not good.all():
        where_not = places(sheet.unit, sheet.places[~good])
        wrong = some(cells[~good].tolist())
        what = f"no whole number (of up to 18 digits) in {where_not}: {wrong}"
        faults.add(where, what, "Number the rows, or leave `row` out of the description.")
        return position
    ids = pd.Series(cells.astype("int64"), dtype="int64")
    twice = ids.duplicated(keep=False).to_numpy()
    if twice.any():
        what = f"ids that stand twice, in {places(sheet.unit, sheet.places[twice])}"
        cure = "Give every row an id of its own, or leave `row` out of the description."
        faults.add(where, f"{what}: {some(sorted(set(ids[twice])))}", cure)
    return np.array(ids, dtype=np.int64)
