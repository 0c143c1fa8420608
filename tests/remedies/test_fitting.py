"""What is asked of a user's transformer, and what is said of one that falls short."""

import re

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.cross_decomposition import PLSRegression
from sklearn.decomposition import TruncatedSVD
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.feature_selection import SelectKBest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, RobustScaler, StandardScaler, TargetEncoder

from stages.mistakes import explained
from stages.remedies.all_but_the_top import AllButTheTop
from stages.remedies.fitting import Remedying
from stages.remedies.standardize import Standardize
from stages.remedies.whiten import Whiten
from tests.remedies import odd_remedies as odd
from tests.remedies.clouds import cloud


@pytest.mark.parametrize(
    "transformer",
    [RobustScaler(), odd.Clip(0.25), odd.Silent(0.25), odd.Learned(), odd.Spoiler(0.25)],
    ids=lambda one: type(one).__name__,
)
def test_any_transformer_will_do(transformer: object) -> None:
    rows, others = cloud(), cloud(seed=1)
    fitted = Remedying("mine", transformer).fitted(rows.copy())
    made = fitted.rows(others.copy())
    assert made.dtype == np.float32
    assert made.shape == others.shape
    if not isinstance(transformer, RobustScaler):
        low, high = np.quantile(rows, [0.25, 0.75], axis=0)
        rude = isinstance(transformer, odd.Spoiler)
        expected = others - low if rude else np.clip(others, low, high)
        assert np.array_equal(made, expected.astype(np.float32))


@pytest.mark.parametrize(
    ("transformer", "said"),
    [
        (object(), "Got a object without `fit` as the remedy mine; expected a transformer"),
        (odd.FitOnly(), "Got a FitOnly without `transform` as the remedy mine; expected"),
        (odd.NeedsLabels(0.1), "Got NeedsLabels, which is fitted with labels, as the remedy mine"),
        (LinearDiscriminantAnalysis(), "Got LinearDiscriminantAnalysis, which is fitted with"),
        (SelectKBest(k=2), "from `fit` of the remedy mine on 200 rows of 8 numbers; expected a"),
        (TargetEncoder(), "Got TargetEncoder, which is fitted with labels"),
        (PLSRegression(), "Got PLSRegression, which is fitted with labels"),
        (
            make_pipeline(StandardScaler(), make_pipeline(TargetEncoder())),
            "Got TargetEncoder, which",
        ),
        (odd.WantsLabels(0.1), "AssertionError (where are my labels) from `fit` of the remedy"),
        (odd.Fails(), "ArithmeticError (no such number) from `transform` of the remedy mine on 64"),
        (odd.Sparse(), "Got a sparse matrix from `transform` of the remedy mine, expected a dense"),
        (OneHotEncoder(handle_unknown="ignore"), "Got a sparse matrix from"),
        (odd.Complex(), "Got complex numbers from `transform` of the remedy mine"),
        (odd.Ragged(), "expected a dense table of numbers"),
        (odd.Flat(), "Got an array of shape (64,) from"),
        (odd.Nothing(), "Got an array of shape (64, 0) from"),
        (odd.Words(), "expected a dense table of numbers"),
        (odd.FewerRows(), "Got shape (1, 8) from `transform` of the remedy mine, expected (64, 8)"),
        (odd.WidthOfTheBatch(), "Got shape (1, 1) from `transform` of the remedy mine, expected"),
        (odd.Undefined(), "Got NaN or infinity in 64 of 64 rows"),
        (odd.TooLarge(), "expected finite numbers that fit float32"),
        (odd.BatchCentred(), "Got rows that depend on the other rows"),
        (odd.Sorted(), "Got rows that depend on the other rows"),
        (odd.Noisy(), "Got other numbers from a second `transform`"),
        (AllButTheTop(9), "remedy mine: Got k=9 for 200 rows of 8 numbers"),
        (make_pipeline(AllButTheTop(9)), "remedy mine: Got k=9 for 200 rows"),
        (Whiten(0.1, "most", None), "remedy mine: Got relative_to='most'"),
    ],
    ids=lambda one: type(one).__name__ if not isinstance(one, str) else "",
)
def test_what_breaks_the_contract_is_refused_in_one_line(transformer: object, said: str) -> None:
    with pytest.raises((TypeError, ValueError), match=re.escape(said)) as caught:
        Remedying("mine", transformer).fitted(cloud())
    line = explained(caught.value)
    assert line is not None, "a person reads it without a traceback"
    assert "\n" not in line
    assert "xpected " in line


def test_a_dimension_that_changes_later_is_refused() -> None:
    fitted = Remedying("mine", Standardize(0.001)).fitted(cloud())
    with pytest.raises(ValueError, match=r"X has 7 features, but Standardize is expecting 8"):
        fitted.rows(cloud(dimension=7))


def test_a_transformer_without_a_seed_gets_one() -> None:
    rows = cloud(dimension=30)
    first, second = (
        Remedying("mine", make_pipeline(TruncatedSVD(3, n_iter=1))).fitted(rows.copy()).rows(rows)
        for _ in range(2)
    )
    assert first.tobytes() == second.tobytes()


def test_few_rows_are_enough() -> None:
    fitted = Remedying("mine", Standardize(0.001)).fitted(np.array([[1.0, 2.0]]))
    assert fitted.rows(np.array([[1.0, 2.0]])).tolist() == [[0.0, 0.0]]


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_narrow_numbers_are_computed_wide(dtype: type) -> None:
    """In float16 alone the sum of 70,000 squares would be infinite."""
    rows = cloud(rows=70_000, dimension=3).astype(dtype)
    fitted = Standardize(0.001).fit(rows)
    assert np.allclose(fitted.mean_, rows.astype(np.float64).mean(axis=0), rtol=1e-9)
    assert np.allclose(fitted.scale_, rows.astype(np.float64).std(axis=0), rtol=1e-9)
    assert fitted.transform(rows).dtype == np.float32
    assert fitted.transform(rows.astype(np.float64)).dtype == np.float64, "for the next of a chain"


def test_settings_can_be_read_and_copied_as_scikit_learn_does() -> None:
    chain = make_pipeline(Standardize(0.01), Whiten(0.1, "median", "ledoit_wolf"))
    copy = clone(chain)
    assert copy.get_params()["whiten__shrinkage"] == "ledoit_wolf"
    assert copy.set_params(standardize__floor=0.5).named_steps["standardize"].floor == 0.5
    assert repr(chain[1]) == "Whiten(floor=0.1, relative_to='median', shrinkage='ledoit_wolf')"
