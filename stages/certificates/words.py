"""What a certificate says, in one line."""

import pandas as pd

from stages.certificates.everywhere import EVERYWHERE


def words(table: pd.DataFrame, arm: str) -> str:
    """The limits on all test sets; `table` as of `limits_table`."""
    every = table[table["domain"] == EVERYWHERE]
    (logit,) = every[every["model"] == "lr"].itertuples()
    gaussian = every.loc[every["model"] == "svc_rbf", "c_proven"]
    (line,) = every.loc[every["model"] == "svc_linear", "c_proven"]
    (squared,) = every.loc[every["model"] == "linear_svm", "c_proven"]
    if logit.c_proven == 0:
        return f"before training: on {arm} no C is known below which LR predicts one class"
    known = (
        f"before training: LR predicts one class for every C below {logit.c_measured:.2g} (proven "
        f"{logit.c_proven:.2g}) on {arm}"
    )
    if max(line, gaussian.max(), squared) == 0:
        return f"{known}; nothing is proven for SVC and LinearSVC"
    return (
        f"{known}; proven for SVC, linear {line:.2g}, RBF "
        f"{gaussian.min():.2g} to {gaussian.max():.2g} by gamma; LinearSVC {squared:.2g}"
    )
