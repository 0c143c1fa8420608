"""Every certificate of an arm on every test set, as one table."""

import math
from collections.abc import Sequence
from decimal import ROUND_FLOOR, Context
from typing import Final

import numpy as np
import pandas as pd

from stages.certificates.contract import Certificate, Limit
from stages.certificates.everywhere import EVERYWHERE
from stages.certificates.gammas import gammas
from stages.certificates.gaussian_kernel import gaussian_certificate
from stages.certificates.linear_kernel import linear_kernel_certificate
from stages.certificates.logit_limit import logit_certificate
from stages.certificates.penalised_intercept import penalised_intercept_certificate
from stages.certificates.test_sets import TestSet
from stages.certificates.two_classes import two_classes
from stages.families.contract import BoolArray, FloatArray
from stages.tables import DIGITS

LIMITS: Final = (
    "model", "gamma", "domain", "c_proven", "c_first_order", "c_measured", "limit_negative",
)  # fmt: skip
MODELS: Final = {"lr": ("lr",), "svm": ("svc_linear", "svc_rbf", "linear_svm")}
"""The models whose limits hold for a family."""
DOWN: Final = Context(prec=DIGITS, rounding=ROUND_FLOOR)


def certificates(x: FloatArray, y: BoolArray) -> list[Certificate]:
    """Of training rows, shape (rows, dim), and labels, shape (rows,)."""
    known = two_classes(x, y)
    return [
        logit_certificate(known),
        linear_kernel_certificate(known),
        gaussian_certificate(known, gammas(x)),
        penalised_intercept_certificate(known),
    ]


def limits_table(made: Sequence[Certificate], tests: Sequence[TestSet]) -> pd.DataFrame:
    """A row for each model and gamma, on each test set and on all; columns LIMITS.

    `c_measured` is missing: nothing has been fitted.
    """
    rows: list[dict[str, object]] = []
    for one in made:
        found = [_on(one, test) for test in tests]
        for each in zip(*found, strict=True):
            both = [*zip([test.domain for test in tests], each, strict=True)]
            both.append((EVERYWHERE, _all(each, [test.rows for test in tests])))
            rows += [_row(domain, limit) for domain, limit in both]
    table = pd.DataFrame(rows, columns=list(LIMITS))
    return table.astype({name: "float64" for name in LIMITS if name not in {"model", "domain"}})


def without_limits(table: pd.DataFrame, family: str) -> pd.DataFrame:
    """The same table where a family's training is not plain: nothing is proven, and C* is 0.

    `family`: a key of MODELS; rows of other models stay. Balanced weights make a tie of the
    classes, a cut that follows the scores parts any of them, and liblinear's intercept is not free.
    """
    own = table["model"].isin(MODELS[family])
    first = table["c_first_order"]
    return table.assign(
        c_proven=table["c_proven"].mask(own, 0.0),
        limit_negative=table["limit_negative"].mask(own),
        c_first_order=first.mask(own & first.notna(), 0.0),
    )


def _on(one: Certificate, test: TestSet) -> list[Limit]:
    """On one test set; its summaries are in memory once."""
    whole, done = np.empty((0, 0)), 0
    for x in test.chunks():
        part = one.summary(x)
        if not done:
            whole = np.empty((test.rows, part.shape[1]))
        whole[done : done + len(part)] = part
        done += len(part)
    return one.limits(whole)


def _all(each: Sequence[Limit], rows: Sequence[int]) -> Limit:
    """The least C of all test sets, and the share of all rows."""
    firsts = [limit.first_order for limit in each if limit.first_order is not None]
    shares = [math.nan if limit.negative is None else limit.negative for limit in each]
    negative = float(np.average(shares, weights=rows))
    return Limit(
        each[0].model,
        each[0].gamma,
        min(limit.proven for limit in each),
        min(firsts) if firsts else None,
        None if math.isnan(negative) else negative,
    )


def _row(domain: str, limit: Limit) -> dict[str, object]:
    # Down to the digits of a table: what is written is proven too
    proven = float(DOWN.create_decimal(limit.proven))
    known = (limit.model, limit.gamma, domain, proven, limit.first_order, None)
    return dict(zip(LIMITS, (*known, limit.negative), strict=True))
