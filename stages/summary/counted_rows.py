"""How many rows were trained on and tested on, and their class sizes."""

import math

import pandas as pd

COLUMNS = ("domain", "train", "test", "positives", "share")


def counted_rows(domains: pd.DataFrame, confusion: pd.DataFrame) -> pd.DataFrame:
    """One row per stem with COLUMNS: rows trained on and tested on, positives and share of these.

    `domains`: tables.read_domains; `confusion`: confusion.csv, whose counts add up to them.
    Where no model was counted, targets are tested whole, and for the source the numbers are missing
    and the share is that of all its rows.
    """
    counted = confusion.dropna(subset=["tp"]).groupby("domain")[["tp", "fn", "fp", "tn"]].first()
    rows = []
    for domain in domains.to_dict("records"):
        stem, all_rows, all_positives = domain["file"], domain["rows"], domain["positives"]
        is_target = domain["role"] == "target"
        test, positives = (float(all_rows), float(all_positives)) if is_target else (math.nan,) * 2
        if stem in counted.index:
            cells = counted.loc[stem].astype("float64")
            test, positives = float(cells.sum()), float(cells["tp"] + cells["fn"])
        share = positives / test if test > 0 else all_positives / max(all_rows, 1)
        train = all_rows - test
        rows.append(dict(zip(COLUMNS, (stem, train, test, positives, share), strict=True)))
    return pd.DataFrame(rows, columns=list(COLUMNS))
