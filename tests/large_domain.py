"""One large domain where stages read it, and its vectors, written a block at a time."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from stages import paths, tables

BLOCK = 5_000


def write_rows(folder: Path, train: int, distinct: npt.NDArray[np.int64]) -> None:
    """Tables and texts of a source CA, whose first `train` rows train.

    `distinct`: a row's number of its text.
    """
    rows = np.arange(distinct.size)
    source = ("CA", "CA", "source", distinct.size, 1)
    domains = pd.DataFrame([source], columns=list(tables.DOMAINS))
    tables.write_csv(folder / paths.DOMAINS, domains, tables.DOMAINS)
    split = np.where(rows < train, "train", "id_test")
    table = pd.DataFrame({"row": rows, "split": split, "label": True})
    tables.write_table(folder / paths.table("CA"), table, tables.TABLE_KEYS)
    texts = pd.DataFrame({"row": rows, "text": distinct.astype(str), "distinct": distinct})
    tables.write_table(folder / paths.texts("CA"), texts, tables.TEXTS)


def write_vectors(file: Path, numbers: npt.NDArray[np.int64], dimension: int) -> None:
    """Float16 vectors, each of which holds its row's number in every coordinate."""
    file.parent.mkdir(parents=True, exist_ok=True)
    shape = numbers.size, dimension
    vectors = np.lib.format.open_memmap(file, "w+", np.dtype(np.float16), shape)
    for start in range(0, numbers.size, BLOCK):
        vectors[start : start + BLOCK] = numbers[start : start + BLOCK, None]
    vectors.flush()
