"""Oracles: scikit-learn's own fits, as near to the optimum as they go."""

import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC, LinearSVC

from stages.certificates.contract import Certificate, Limit
from stages.families.engines.kernel_rows import Matrix
from tests.certificates.problems import Problem

HIGHEST = 100.0
"""C beyond which no fit is made: oracles get lost there."""


def margins(limit: Limit, strength: float, one: Problem) -> Matrix:
    """Of the test rows, by a fit of the limit's model."""
    if limit.model == "lr":
        model = LogisticRegression(C=strength, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    elif limit.model == "svc_linear":
        model = SVC(C=strength, kernel="linear", tol=1e-7, max_iter=1_000_000)
    elif limit.model == "svc_rbf":
        model = SVC(C=strength, gamma=limit.gamma, tol=1e-7)
    else:
        model = LinearSVC(C=strength, dual=False, tol=1e-10, max_iter=10_000)
    # libsvm keeps kernel values in float32: far from 0 it can end far from its optimum
    mean = one.x.mean(axis=0) if limit.model == "svc_linear" else 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.asarray(model.fit(one.x - mean, one.y).decision_function(one.test - mean))


def limits_on(certificate: Certificate, one: Problem) -> list[Limit]:
    """The limits on the problem's test rows."""
    return certificate.limits(certificate.summary(one.test))


def kept(limit: Limit, one: Problem) -> bool:
    """Whether fits just below the proven C, and at half of it, predict the one class of the limit.

    A C that is proven to be 0 promises nothing.
    """
    for share in (0.995, 0.5):
        strength = min(limit.proven * share, HIGHEST)
        if strength > 0:
            positive = margins(limit, strength, one) > 0
            if bool(positive.any()) is bool(limit.negative) or not (positive == positive[0]).all():
                return False
    return True


def constant_up_to(limit: Limit, one: Problem) -> float:
    """By bisection the largest C of a constant fit, within a factor of 1.01; at most HIGHEST."""

    def constant(strength: float) -> bool:
        positive = margins(limit, strength, one) > 0
        return bool((positive == positive[0]).all())

    low = high = max(limit.proven, 1e-9)
    while constant(high):
        if high >= HIGHEST:
            return HIGHEST
        low, high = high, 2 * high
    while high > low * 1.01:
        middle = float(np.sqrt(low * high))
        low, high = (middle, high) if constant(middle) else (low, middle)
    return low
