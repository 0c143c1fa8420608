import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from stages.encoders.facts import BLOCK, cloud_facts, distinct_rows, vector_facts

CLOUDS = arrays(
    np.float32,
    st.tuples(st.integers(2, 12), st.integers(1, 5)),
    elements=st.floats(-100, 100, width=32),
)


def facts_of(rows: np.ndarray) -> dict[str, object]:
    everything = np.ones(len(rows), dtype=bool)
    return vector_facts(rows, everything, np.arange(len(rows)))


def test_facts_worked_by_hand() -> None:
    # mean (2, 0); mean |x|^2 = (1 + 9 + 5 + 5)/4 = 5; covariance diag(1/2, 1/2)
    rows = np.array([[1, 0], [3, 0], [2, 1], [2, -1]], dtype=np.float32)
    assert facts_of(rows) == {
        "anisotropy": round(4 / 5, 6),
        "constant_coordinates": 0,
        "dimension": 2,
        "distinct_share": 1.0,
        "dtype": "float32",
        "participation_ratio": 2.0,
        "rows": 4,
        "spread": 1.0,
    }


def test_only_distinct_train_rows_count() -> None:
    rows = np.array([[1, 0], [1, 0], [3, 0], [2, 1], [2, -1], [99, 99]], dtype=np.float16)
    train = np.array([True] * 5 + [False])
    facts = vector_facts(rows, train, distinct_rows(rows))
    assert (facts["rows"], facts["distinct_share"], facts["dtype"]) == (4, 0.8, "float16")
    assert facts["spread"] == 1.0


def test_a_constant_cloud_has_anisotropy_one_and_no_participation_ratio() -> None:
    rows = np.full((7, 3), 0.1, dtype=np.float32)
    facts = facts_of(rows)
    assert facts["anisotropy"] == 1.0
    assert facts["spread"] == 0.0
    assert facts["participation_ratio"] is None
    assert facts["constant_coordinates"] == 3


def test_all_zero_has_no_anisotropy() -> None:
    assert facts_of(np.zeros((3, 2), dtype=np.float32))["anisotropy"] is None


@given(CLOUDS)
def test_a_centred_cloud_has_anisotropy_zero(cloud: np.ndarray) -> None:
    mirrored = np.concatenate([cloud, -cloud])
    anisotropy = facts_of(mirrored)["anisotropy"]
    assert anisotropy is None or anisotropy < 1e-12


@given(CLOUDS)
def test_laws_of_any_cloud(cloud: np.ndarray) -> None:
    facts = cloud_facts(cloud, np.arange(len(cloud)))
    anisotropy, ratio = facts["anisotropy"], facts["participation_ratio"]
    assert anisotropy is None or 0 <= anisotropy <= 1
    assert ratio is None or 1 - 1e-9 <= ratio <= min(cloud.shape[1], len(cloud) - 1) + 1e-9


def test_an_isotropic_cloud_has_the_dimension_as_participation_ratio() -> None:
    axes = np.concatenate([np.eye(9), -np.eye(9)]).astype(np.float32)
    assert facts_of(axes + np.float32(4))["participation_ratio"] == pytest.approx(9, rel=1e-5)


def test_for_unit_rows_spread_and_anisotropy_are_one_number() -> None:
    rows = np.random.default_rng(0).normal(1, 1, (50, 6))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    facts = cloud_facts(rows, np.arange(50))
    assert facts["spread"] ** 2 == pytest.approx(1 - facts["anisotropy"])


def test_hardly_varying_coordinates_count_as_constant() -> None:
    rows = np.random.default_rng(0).normal(0, 1, (100, 5)).astype(np.float32)
    rows[:, 1] = 7
    rows[:, 3] *= 1e-4
    assert facts_of(rows)["constant_coordinates"] == 2


def test_blocks_give_what_numpy_gives_at_once() -> None:
    rows = np.random.default_rng(0).normal(3, 2, (BLOCK + 77, 4))
    facts = cloud_facts(rows, np.arange(len(rows)))
    covariance = np.cov(rows.T, ddof=0)
    ratio = np.trace(covariance) ** 2 / np.square(covariance).sum()
    assert facts["spread"] == pytest.approx(np.trace(covariance) ** 0.5)
    assert facts["participation_ratio"] == pytest.approx(ratio)


def test_six_significant_digits() -> None:
    assert facts_of(np.array([[1.0], [2.0]]) / 3)["spread"] == 0.166667


def test_no_train_rows_are_an_error() -> None:
    with pytest.raises(ValueError, match="Got no train rows"):
        vector_facts(np.zeros((2, 2), np.float32), np.zeros(2, bool), np.arange(2))
