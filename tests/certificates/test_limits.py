import math

import numpy as np
import pytest

from stages.certificates import gaussian_kernel
from stages.certificates.everywhere import EVERYWHERE
from stages.certificates.gammas import gammas
from stages.certificates.gaussian_kernel import gaussian_certificate
from stages.certificates.limits import LIMITS, MODELS, certificates, limits_table, without_limits
from stages.certificates.test_sets import TestSet
from stages.certificates.two_classes import two_classes
from stages.certificates.words import words
from stages.storage.names import SAFE
from tests.certificates.fits import kept, limits_on
from tests.certificates.problems import problem


def two_sets() -> tuple[list[TestSet], np.ndarray, np.ndarray]:
    one = problem(13)
    x, test = one.x.astype(np.float32), one.test.astype(np.float32)
    near = TestSet("near", 9, lambda: iter([test[:4], test[4:9]]))
    far = TestSet("far", 16, lambda: iter([3 * test[9:]]))
    return [near, far], x, one.y


def test_a_row_for_each_model_gamma_and_test_set() -> None:
    tests, x, y = two_sets()
    table = limits_table(certificates(x, y), tests)
    assert tuple(table.columns) == LIMITS
    assert len(table) == 3 * (3 + len(gammas(x)))
    assert set(table["domain"]) == {"near", "far", EVERYWHERE}
    assert set(table["model"]) == {"lr", "svc_linear", "svc_rbf", "linear_svm"}
    assert table["c_measured"].isna().all()
    assert (table["gamma"].notna() == (table["model"] == "svc_rbf")).all()
    assert (table["c_first_order"].isna() == (table["model"] == "linear_svm")).all()


def test_on_all_test_sets_holds_what_holds_on_each() -> None:
    tests, x, y = two_sets()
    table = limits_table(certificates(x, y), tests).set_index(["model", "domain"])
    for column in ("c_proven", "c_first_order"):
        each = table.loc[("lr", ["near", "far"]), column]
        assert table.loc[("lr", EVERYWHERE), column] == each.min()


def test_what_is_written_is_never_more_than_what_is_proven() -> None:
    tests, x, y = two_sets()
    made = certificates(x, y)
    table = limits_table(made, tests[:1])
    proven = [
        limit.proven
        for one in made
        for limit in one.limits(np.concatenate([one.summary(x) for x in tests[0].chunks()]))
    ]
    written = table.loc[table["domain"] == "near", "c_proven"].to_numpy()
    assert [float(f"{c:.6g}") for c in written] == written.tolist()
    assert (written <= proven).all()
    assert (written < proven).any()
    assert written == pytest.approx(proven, rel=1e-5)


def test_chunks_change_nothing() -> None:
    tests, x, y = two_sets()
    made = certificates(x, y)
    (whole,) = [np.concatenate(list(tests[0].chunks()))]
    again = TestSet("near", 9, lambda: iter([whole]))
    first, second = limits_table(made, tests[:1]), limits_table(made, [again])
    for column in ("c_proven", "c_first_order", "limit_negative"):
        assert first[column].to_numpy() == pytest.approx(second[column].to_numpy(), nan_ok=True)


def test_where_training_is_not_plain_nothing_is_proven() -> None:
    tests, x, y = two_sets()
    table = limits_table(certificates(x, y), tests)
    for family in MODELS:
        table = without_limits(table, family)
    assert (table["c_proven"] == 0).all()
    assert set(table["c_first_order"].dropna()) == {0.0}
    assert table["limit_negative"].isna().all()
    assert words(table, "minilm") == (
        "before training: on minilm no C is known below which LR predicts one class"
    )


def test_the_gammas_are_those_of_table_6_as_numbers() -> None:
    x = np.random.default_rng(0).standard_normal((50, 4)).astype(np.float32)
    scale = 1 / (4 * x.astype(np.float64).var())
    assert gammas(x) == pytest.approx(sorted([0.1, 0.25, scale, 0.3, 0.5, 1.0, 1.5, 2.0]))
    ten = np.ones((3, 10), dtype=np.float32)
    assert gammas(ten) == [0.1, 0.3, 0.5, 1.0, 1.5, 2.0]


@pytest.mark.parametrize("seed", range(26))
def test_beyond_the_largest_matrix_a_coarser_limit_is_proven(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    one = problem(seed)
    classes = two_classes(one.x, one.y)
    fine = limits_on(gaussian_certificate(classes, [0.1, 1.0]), one)
    monkeypatch.setattr(gaussian_kernel, "MATRIX_ROWS", 5)
    coarse = limits_on(gaussian_certificate(classes, [0.1, 1.0]), one)
    for better, worse in zip(fine, coarse, strict=True):
        assert 0 < worse.proven <= better.proven * 1.001
        assert worse.first_order is None
        assert worse.negative == better.negative
        assert kept(worse, one)
        assert math.isfinite(worse.proven)


def test_the_mark_of_all_test_sets_is_no_domain_s() -> None:
    assert not SAFE.fullmatch(EVERYWHERE)
