"""The project's own transformers keep all of scikit-learn's rules."""

import warnings

import pytest
from sklearn.exceptions import SkipTestWarning
from sklearn.utils.estimator_checks import check_estimator

from stages.remedies.all_but_the_top import AllButTheTop
from stages.remedies.drop_constant import DropConstant
from stages.remedies.principal_components import PrincipalComponents
from stages.remedies.standardize import Standardize
from stages.remedies.training import TrainingRemedy
from stages.remedies.transformer import Transformer
from stages.remedies.whiten import Whiten

OURS = [
    Standardize(0.001),
    DropConstant(0.001),
    Whiten(1e-6, "largest", None),
    Whiten(1e-6, "median", "ledoit_wolf"),
    PrincipalComponents(1),
    AllButTheTop(1),
    TrainingRemedy("balanced", None),
]


@pytest.mark.parametrize("transformer", OURS, ids=repr)
def test_scikit_learns_own_checks_pass(transformer: Transformer) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SkipTestWarning)
        results = check_estimator(transformer, on_skip=None)
    assert {one["status"] for one in results} <= {"passed", "skipped"}
    assert {type(one) for one in OURS} == set(Transformer.__subclasses__())
