import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import RandomForestClassifier

from stages.families.engines import growing, lockstep
from stages.families.engines.feature_draws import Shuffles, draw
from stages.families.engines.growing import unpruned_trees
from stages.families.engines.split_search import Columns, decoded, gini
from tests.families.made_arm import rows

FIELDS = (
    "children_left", "children_right", "feature", "threshold", "impurity", "value",
    "n_node_samples", "weighted_n_node_samples",
)  # fmt: skip


@pytest.fixture
def in_step(monkeypatch):
    """Every forest is grown in step, whether that pays or not."""
    monkeypatch.setattr(growing, "_in_step_pays", lambda model, x: True)
    monkeypatch.setattr(growing, "BATCH", 5)


def model(trees=7, split=2, leaf=1, width="sqrt", seed=0, **others):
    return RandomForestClassifier(
        trees, min_samples_split=split, min_samples_leaf=leaf, max_features=width,
        random_state=seed, **others,
    )  # fmt: skip


def demand_the_trees_of_scikit_learn(made, x, y):
    ours = unpruned_trees(made, x, y)
    theirs = [one.tree_ for one in made.set_params(ccp_alpha=0.0).fit(x, y).estimators_]
    assert len(ours) == len(theirs)
    for own, other in zip(ours, theirs, strict=True):
        assert own.max_depth == other.max_depth
        for field in FIELDS:
            assert getattr(own, field).tobytes() == getattr(other, field).tobytes(), field


KINDS = {
    "numbers": lambda x: x,
    "near ties": lambda x: x * np.float32(1e-6) + np.float32(0.5),
    "few values": lambda x: np.round(x * 2),
    "two values": lambda x: (x > 1).astype(np.float32),
    "some constant": lambda x: x * (np.arange(x.shape[1]) % 3 > 0),
    "all constant": np.zeros_like,
}


@pytest.mark.usefixtures("in_step")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("split", "leaf"), [(2, 1), (16, 1), (2, 8)])
@pytest.mark.parametrize("width", ["sqrt", "log2"])
def test_trees_grown_in_step_are_scikit_learns_bit_for_bit(kind, split, leaf, width):
    x, y = rows(260, dim=30)
    x = KINDS[kind](x).astype(np.float32)
    demand_the_trees_of_scikit_learn(model(split=split, leaf=leaf, width=width), x, y)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    count=st.integers(2, 200),
    dim=st.integers(1, 12),
    levels=st.sampled_from([0.5, 1, 4, 1000]),
)
def test_nor_does_any_table_make_a_difference(seed, count, dim, levels):
    draws = np.random.default_rng(seed)
    x = (np.round(draws.normal(size=(count, dim)) * levels) / levels).astype(np.float32)
    y = draws.random(count) < 0.4
    y[:2] = True, False
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(growing, "_in_step_pays", lambda model, x: True)
        demand_the_trees_of_scikit_learn(model(seed=seed), x, y)


@pytest.mark.usefixtures("in_step")
@pytest.mark.usefixtures("in_step")
def test_rows_that_are_alike_are_found_so_at_once(monkeypatch):
    x, y = rows(120, dim=300)
    x[60:] = x[:60]
    draws, steps, step = [], [], lockstep.Growth.step
    monkeypatch.setattr(lockstep, "draw", lambda *given: draws.append(1) or draw(*given))
    monkeypatch.setattr(lockstep.Growth, "step", lambda own: steps.append(1) or step(own))
    demand_the_trees_of_scikit_learn(model(trees=5), x, y)
    assert len(draws) <= 2 * len(steps)


def test_a_tree_is_the_same_in_any_company():
    x, y = rows(200, dim=9)
    few, many = unpruned_trees(model(3), x, y), unpruned_trees(model(11), x, y)
    for own, other in zip(few, many, strict=False):
        for field in FIELDS:
            assert getattr(own, field).tobytes() == getattr(other, field).tobytes()


@pytest.mark.parametrize(
    ("trees", "change", "pays"),
    [(32, lambda x: x, True), (31, lambda x: x, False), (32, np.round, False),
     (32, lambda x: np.where(x > 2, np.nan, x), False)],
)  # fmt: skip
def test_only_many_trees_over_columns_of_many_finite_values_grow_in_step(trees, change, pays):
    x, _ = rows(260, dim=30)
    assert growing._in_step_pays(model(trees), change(x)) == pays
    assert not growing._in_step_pays(model(trees, criterion="entropy"), x)


def test_missing_values_are_left_to_scikit_learn():
    x, y = rows(260, dim=6)
    x[::5, 2] = np.nan
    demand_the_trees_of_scikit_learn(model(40), x, y)


def test_codes_have_the_order_of_values_and_lead_back_to_them():
    x = np.array([[-np.inf, -2.5, -1e-30, 0.0, 1e-30, 7.0, np.inf]], dtype=np.float32).T
    columns = Columns.of(x)
    assert (np.diff(columns.codes.astype(np.int64)) > 0).all()
    assert decoded(columns.codes).tobytes() == x.tobytes()


def test_impurities_by_hand():
    assert gini(np.array([4.0, 3.0]), np.array([1.0, 3.0])).tolist() == [0.375, 0.0]


def test_a_draw_passes_over_constants_and_remembers_them_in_order():
    """Three of four features are constant: one is looked at, however many draws that takes."""
    state = Shuffles.of(np.array([1, 99], dtype=np.uint32), 4)
    constant = np.array([[True, True, False, True]] * 2)
    drawn = draw(state, np.zeros(2, dtype=np.int64), constant, 2)
    for features, known, order, kept in zip(
        drawn.features, drawn.known, state.order, state.constant, strict=True
    ):
        assert set(features) - {-1} <= {2}
        assert sorted(order) == [0, 1, 2, 3]
        assert order[:known].tolist() == kept[:known].tolist()
        assert 2 not in kept[:known]
