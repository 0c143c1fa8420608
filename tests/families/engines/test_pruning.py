from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.tree import DecisionTreeClassifier

from stages.families.engines import pruning
from stages.families.engines.pruning import pruned

ALPHAS = (0.0, 0.001, 0.01, 0.1)


def rows(seed, count, levels):
    """Columns of few values tie often; weights are whole numbers, as a bootstrap's."""
    draws = np.random.default_rng(seed)
    x = draws.normal(size=(count, 4)).astype(np.float32)
    x = np.round(x * levels) / levels if levels else x
    y = x[:, 0] + draws.normal(size=count) > 0
    y[:2] = True, False
    return x, y, np.bincount(draws.integers(0, count, count), minlength=count) + 0.0


def tree(x, y, weights, alpha=0.0, **grown):
    weights = np.maximum(weights, np.arange(len(y)) < 2)
    made = DecisionTreeClassifier(max_features=2, random_state=0, ccp_alpha=alpha, **grown)
    return made.fit(x, y, weights).tree_


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    count=st.sampled_from([2, 10, 100, 250, 1000, 3000]),
    levels=st.sampled_from([0, 2, 8]),
    leaf=st.sampled_from([1, 2, 8]),
)
def test_a_row_is_told_what_the_tree_that_scikit_learn_prunes_says(seed, count, levels, leaf):
    x, y, weights = rows(seed, count, levels)
    whole = tree(x, y, weights, min_samples_leaf=leaf)
    theirs = [tree(x, y, weights, alpha, min_samples_leaf=leaf) for alpha in ALPHAS]
    for first in range(len(ALPHAS)):
        ((cut, values),) = pruned([whole], ALPHAS[first:])
        assert cut.node_count == theirs[first].node_count == len(values)
        for column, other in enumerate(theirs[first:]):
            assert values[cut.apply(x), column].tobytes() == other.predict(x).tobytes()


def test_an_exact_tie_is_decided_by_scikit_learn(monkeypatch):
    """Root 3 + 3: R = 1/2, two pure leaves. It collapses at 1/2 and not below."""
    x = np.repeat([[0], [1]], 3, axis=0).astype(np.float32)
    whole = DecisionTreeClassifier().fit(x, x[:, 0] > 0).tree_
    asked = []
    original = pruning._scikit_learns_leaves
    monkeypatch.setattr(
        pruning, "_scikit_learns_leaves", lambda *case: asked.append(case[1]) or original(*case)
    )
    ((_, values),) = pruned([whole], (0.4, 0.5, 0.6))
    assert values[1].tolist() == [[1, 0], [0.5, 0.5], [0.5, 0.5]]
    assert asked == [0.5]


def test_a_tie_below_a_node_that_collapses_anyway_is_not_asked(monkeypatch):
    x, y, weights = rows(0, 3000, 0)
    whole = tree(x, y, weights)
    monkeypatch.setattr(pruning, "_scikit_learns_leaves", None)
    ((cut, values),) = pruned([whole], (10.0,))
    assert cut.node_count == 1
    assert (values == whole.value[0, 0]).all()


def test_trees_are_pruned_alike_alone_and_together():
    grown = [tree(*rows(seed, 50 * (seed + 1), 4)) for seed in range(4)]
    together = pruned(grown, ALPHAS)
    for one, (_, values) in zip(grown, together, strict=True):
        assert pruned([one], ALPHAS)[0][1].tobytes() == values.tobytes()


def test_a_tree_of_one_leaf_stays_so():
    stump = SimpleNamespace(
        node_count=1, children_left=np.array([-1]), children_right=np.array([-1]),
        weighted_n_node_samples=np.array([5.0]), impurity=np.array([0.48]),
        value=np.array([[[0.4, 0.6]]]),
    )  # fmt: skip
    assert pruned([stump], (0.0, 0.1))[0][1] == pytest.approx(np.array([[[0.4, 0.6], [0.4, 0.6]]]))
