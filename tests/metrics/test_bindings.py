import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.metrics.bindings import BINDINGS, bindings_table, coherence, contraction, length
from stages.metrics.grid_axes import axis_paths, grid_axes, grid_distances
from tests.metrics.audit_frames import draw_tables, frames_of, grid

LINE = pd.DataFrame({"C": np.logspace(-3, 3, 12)})
STEPS = grid_distances(grid_axes(LINE), 12)


def test_distances_count_ranks_on_numbers_and_names_as_one():
    settings = pd.DataFrame(
        {"rate": [0.1, 1.0, 100.0], "kind": ["a", "c", "b"], "constant": [1, 1, 1]}
    )
    steps = grid_distances(grid_axes(settings), 3)
    assert steps.tolist() == [[0, 2, 3], [2, 0, 2], [3, 2, 0]]


def test_paths_follow_one_ordered_axis():
    settings = pd.DataFrame({"rate": [3, 1, 2, 1], "kind": ["a", "a", "a", "b"]})
    assert [path.tolist() for path in axis_paths(grid_axes(settings))] == [[1, 2, 0]]


def test_a_full_grid_has_a_path_per_setting_of_the_others():
    full = pd.DataFrame([(a, b) for a in range(3) for b in range(4)], columns=["a", "b"])
    paths = list(axis_paths(grid_axes(full)))
    assert sorted(len(path) for path in paths) == [3] * 4 + [4] * 3


def test_bindings_that_turn_slowly_along_the_grid_are_coherent():
    angle = np.linspace(0, 1, 12)
    binding = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    assert coherence(binding, STEPS) > 0.95


def test_bindings_at_random_are_not():
    rng = np.random.default_rng(0)
    values = [coherence(rng.standard_normal((12, 2)), STEPS) for _ in range(200)]
    assert np.mean(values) < 0


def test_equal_bindings_are_wholly_coherent():
    assert coherence(np.tile([0.1, -0.2], (5, 1)), STEPS[:5, :5]) == 1


def test_neighbours_that_are_everyone_know_no_more_than_everyone():
    binding = np.random.default_rng(1).standard_normal((6, 2))
    assert coherence(binding, np.ones((6, 6), dtype=np.intp)) == pytest.approx(0)


def test_coherence_worked_by_hand():
    # three in a row, bindings 0, 1, 2: foretold 1, 1, 1 -> 1 + 0 + 1; others' means 1.5, 1, .5
    binding = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]])
    assert coherence(binding, STEPS[:3, :3]) == pytest.approx(1 - 2 / 4.5)


def test_two_bindings_have_no_coherence():
    assert math.isnan(coherence(np.zeros((2, 2)), STEPS[:2, :2]))


@given(st.integers(0, 10**6), st.floats(0.01, 10), st.floats(-1, 1))
def test_contraction_is_the_scale_whatever_the_shift(seed, scale, shift):
    points = np.random.default_rng(seed).standard_normal((7, 2))
    assert contraction(points, scale * points + shift) == pytest.approx(scale)


def test_contraction_of_points_at_one_place_is_undefined():
    assert math.isnan(contraction(np.ones((4, 2)), np.eye(4, 2)))
    assert contraction(np.eye(4, 2), np.ones((4, 2))) == 0


def test_length_is_the_way_along_the_axis():
    axes = grid_axes(pd.DataFrame({"C": [2, 1, 3]}))
    points = np.array([[0.3, 0.4], [0.0, 0.0], [0.3, 0.5]])
    assert length(points, axes) == pytest.approx(0.5 + 0.1)
    assert math.isnan(length(points, []))


@pytest.fixture
def frames():
    settings = {"C": [0.1, 1, 10, 100], "penalty": ["l1", "l2"]}
    trials = pd.concat(
        [grid(arm, "svm", settings) for arm in ("tabular", "lsa")], ignore_index=True
    )
    rng = np.random.default_rng(0)
    quality = np.concatenate([np.linspace(0.7, 0.8, 8), np.linspace(0.74, 0.76, 8)])
    tables = {s: draw_tables(rng, quality, quality, 60_000, 40_000) for s in ("CA", "AL", "AK")}
    return frames_of(trials, tables)


def test_the_table_shows_contraction_per_family_target_and_plane(frames):
    table = bindings_table(frames.counts, frames.halves, frames.trials, frames.domains)
    assert list(table.columns) == BINDINGS
    assert table[["target", "plane"]].to_numpy().tolist() == [
        ["AK", "acl"], ["AK", "f1l"], ["AL", "acl"], ["AL", "f1l"],
    ]  # fmt: skip
    assert (table["n"] == 8).all()
    assert table["contraction"].to_numpy() == pytest.approx(0.2, abs=0.05)
    assert (table["coherence"] > 0.5).all()


def test_only_configurations_of_both_arms_are_bound_and_without_the_raw_arm_none(frames):
    trials = frames.trials.copy()
    trials.loc[0, "status"] = "failed"
    table = bindings_table(frames.counts, frames.halves, trials, frames.domains)
    assert (table["n"] == 7).all()
    alone = trials[trials["arm"] == "lsa"]
    assert bindings_table(frames.counts, frames.halves, alone, frames.domains).empty


def test_training_a_family_without_randomness_again_changes_no_coherence(frames):
    """A configuration's twin of another seed lies where it lies: that is no law of the grid."""
    once = bindings_table(frames.counts, frames.halves, frames.trials, frames.domains)
    tables = []
    for name in ("counts", "halves", "trials"):
        table = getattr(frames, name)
        again = table.assign(config=table["config"].str.replace(";seed=0", ";seed=1"))
        again = again.assign(seed=1) if "seed" in table else again
        tables.append(pd.concat([table, again], ignore_index=True))
    assert set(tables[2]["seed"]) == {0, 1}
    twice = bindings_table(*tables, frames.domains)
    assert (twice["n"] == 2 * once["n"]).all()
    assert twice["coherence"].to_numpy() == pytest.approx(once["coherence"].to_numpy())


def test_no_path_leads_from_seed_to_seed(frames):
    settings = pd.DataFrame({"C": [1, 2, 1, 2], "seed": ["seed 0", "seed 0", "seed 1", "seed 1"]})
    assert [len(path) for path in axis_paths(grid_axes(settings))] == [2, 2]
