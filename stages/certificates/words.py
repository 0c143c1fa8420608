"""What a certificate says, in one line."""

import math
from typing import Final

import pandas as pd

from stages.certificates.everywhere import EVERYWHERE

ANY: Final = "any C"


def words(table: pd.DataFrame, arm: str) -> str:
    """The limits on all test sets; `table` as of `limits_table`."""
    every = table[table["domain"] == EVERYWHERE]
    (logit,) = every.loc[every["model"] == "lr", ["c_proven", "c_measured"]].to_numpy(float)
    gaussian = every.loc[every["model"] == "svc_rbf", "c_proven"]
    (line,) = every.loc[every["model"] == "svc_linear", "c_proven"]
    (squared,) = every.loc[every["model"] == "linear_svm", "c_proven"]
    if logit[0] == 0:
        return f"before training: on {arm} no C is known below which LR predicts one class"
    proven = _limit(logit[0])
    below = f"C below {logit[1]:.2g} (proven {proven})" if proven != ANY else "C (proven)"
    known = f"before training: LR predicts one class for every {below} on {arm}"
    if max(line, gaussian.max(), squared) == 0:
        return f"{known}; nothing is proven for SVC and LinearSVC"
    return (
        f"{known}; proven for SVC, linear {_limit(line)}, RBF {_limit(gaussian.min())} to "
        f"{_limit(gaussian.max())} by gamma; LinearSVC {_limit(squared)}"
    )


def _limit(below: float) -> str:
    """A limit with two digits; a word where there is none."""
    return ANY if math.isinf(below) else f"{below:.2g}"
