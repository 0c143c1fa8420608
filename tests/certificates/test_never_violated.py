"""No fit below a proven C predicts two classes, on tame and on hostile data."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.certificates.contract import Certificate
from stages.certificates.gaussian_kernel import gaussian_certificate
from stages.certificates.linear_kernel import linear_kernel_certificate
from stages.certificates.logit_limit import logit_certificate
from stages.certificates.penalised_intercept import penalised_intercept_certificate
from stages.certificates.two_classes import TwoClasses, two_classes
from tests.certificates.fits import kept, limits_on
from tests.certificates.problems import KINDS, problem


def gaussians(classes: TwoClasses) -> Certificate:
    return gaussian_certificate(classes, [0.05, 0.5, 2.0])


MAKERS = {
    "lr": logit_certificate,
    "svc_linear": linear_kernel_certificate,
    "svc_rbf": gaussians,
    "linear_svm": penalised_intercept_certificate,
}


def violated(model: str, seeds: range) -> list[str]:
    """The problems on which a fit breaks the certificate, in words."""
    found = []
    for seed in seeds:
        one = problem(seed)
        made = MAKERS[model](two_classes(one.x, one.y))
        found += [
            f"{seed} ({one.kind}): {limit}"
            for limit in limits_on(made, one)
            if not kept(limit, one)
        ]
    return found


def test_logistic_regression_on_a_thousand_problems() -> None:
    assert violated("lr", range(1040)) == []


@pytest.mark.parametrize("model", ["svc_linear", "svc_rbf", "linear_svm"])
def test_support_vector_machines(model: str) -> None:
    assert violated(model, range(2000, 2000 + 2 * len(KINDS))) == []


def test_linear_svm_on_rows_far_from_the_origin() -> None:
    """There its limit C -> 0 is one class on most test sets: it has something to promise."""
    promised = 0
    for seed in range(3 * len(KINDS)):
        one = problem(seed)
        far = one.moved(30.0 * np.abs(one.x).max() * np.ones(one.x.shape[1]))
        made = penalised_intercept_certificate(two_classes(far.x, far.y))
        (limit,) = limits_on(made, far)
        promised += limit.proven > 0
        assert kept(limit, far), f"{seed} ({one.kind}): {limit}"
    assert promised > 2 * len(KINDS)


@pytest.mark.slow
@pytest.mark.parametrize("model", ["svc_linear", "svc_rbf", "linear_svm"])
def test_support_vector_machines_on_a_thousand_problems(model: str) -> None:
    assert violated(model, range(3000, 4040)) == []


@settings(max_examples=25)
@given(st.integers(10**6, 10**9), st.sampled_from(sorted(MAKERS)))
def test_any_problem_at_all(seed: int, model: str) -> None:
    assert violated(model, range(seed, seed + 1)) == []
