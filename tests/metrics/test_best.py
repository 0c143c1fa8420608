import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.metrics.best import BEST, best_overall, best_table, cross_fitted, first_best, winners
from tests.metrics.audit_frames import draw_tables, frames_of, grid

CONSTANT_POSITIVE = {
    "CA": 0.3828, "PR": 0.4720, "AZ": 0.3977, "AR": 0.4226, "AK": 0.3802, "AL": 0.4080,
}  # fmt: skip
CONSTANT_NEGATIVE = {
    "CA": 0.2752, "PR": 0.0959, "AZ": 0.2535, "AR": 0.2114, "AK": 0.2788, "AL": 0.2372,
}  # fmt: skip


def best_of(frames):
    return best_table(frames.counts, frames.halves, frames.scores, frames.trials, frames.domains)


@pytest.fixture
def small():
    """Three LR models and one MLP on ten rows a half of CA and AL, counted by hand."""
    trials = pd.concat(
        [grid("minilm", "lr", {"C": [1, 2, 3]}), grid("minilm", "mlp", {"hidden": [32]})],
        ignore_index=True,
    )
    source = np.array(
        [
            [[5, 1, 1, 3], [5, 1, 1, 3]],  # right on 8 and 8 of 10
            [[6, 0, 0, 4], [4, 2, 2, 2]],  # 10 and 6
            [[4, 2, 2, 2], [6, 0, 1, 3]],  # 6 and 9
            [[5, 1, 1, 3], [5, 1, 1, 3]],  # as the first
        ]
    )
    target = np.array([[[5, 1, 1, 3]] * 2] * 4)
    return frames_of(trials, {"CA": source, "AL": target})


def test_the_source_is_cross_fitted_by_hand(small):
    table = best_of(small)
    chosen = table[(table["family"] == "lr") & (table["domain"] == "CA")].iloc[0]
    # all of id_test: C=1 and C=2 have 16 of 20 right and equal F1: the first id
    assert chosen["config"] == "C=1;seed=0"
    # select on half 0: the second, .6 on half 1; select on half 1: the third, .6 on half 0
    assert chosen["accuracy"] == pytest.approx(0.6)
    assert chosen["f1_macro"] == pytest.approx((8 / 12 + 4 / 8) / 2)


def test_accuracy_is_reported_of_the_model_that_macro_f1_selects():
    trials = grid("minilm", "lr", {"C": [1, 2]})
    tables = np.array([[[9, 0, 1, 0]] * 2, [[6, 3, 0, 1]] * 2])
    chosen = best_of(frames_of(trials, {"CA": tables, "AL": tables}))
    # the constant is right on 9 of 10, F1 (18/19 + 0)/2; the other on 7, F1 (12/15 + 2/5)/2
    chosen = chosen[chosen["family"] == "lr"]
    assert set(chosen["config"]) == {"C=2;seed=0"}
    assert chosen["accuracy"].to_numpy() == pytest.approx(0.7)
    assert chosen["f1_macro"].to_numpy() == pytest.approx(0.6)


def test_ties_go_by_the_id_and_not_by_the_family():
    trials = pd.concat(
        [grid("minilm", "lr", {"penalty": [1]}), grid("minilm", "mlp", {"lr": [1]})],
        ignore_index=True,
    )
    table = best_of(frames_of(trials, {"CA": np.array([[[5, 1, 1, 3]] * 2] * 2)}))
    assert set(table.loc[table["family"] == "all", "config"]) == {"lr=1;seed=0"}


def test_targets_are_those_of_the_chosen_configuration(small):
    table = best_of(small)
    chosen = table[(table["family"] == "lr") & (table["domain"] == "AL")].iloc[0]
    assert (chosen["accuracy"], chosen["auc"]) == (0.8, 0.75)


def test_over_all_families_ties_go_to_the_first_id(small):
    table = best_of(small)
    assert set(table.loc[table["family"] == "all", "config"]) == {"C=1;seed=0"}
    overall = best_overall("minilm", small.counts, small.halves, small.trials, small.domains)
    assert overall == {
        "CA": {"accuracy": pytest.approx(0.6), "f1_macro": pytest.approx(7 / 12)},
        "AL": {"accuracy": 0.8, "f1_macro": pytest.approx((10 / 12 + 6 / 8) / 2)},
    }


def test_without_points_the_keys_stay_and_the_values_are_none(small):
    trials = small.trials.assign(status="failed")
    overall = best_overall("minilm", small.counts, small.halves, trials, small.domains)
    assert overall == {stem: {"accuracy": None, "f1_macro": None} for stem in ("CA", "AL")}
    table = best_table(small.counts, small.halves, small.scores, trials, small.domains)
    assert set(table["arm"]) == {"constant"}


def test_the_table_is_the_contracts_and_sorted(small):
    table = best_of(small)
    assert list(table.columns) == BEST
    assert not table.duplicated(BEST[:4]).any()
    assert len(table) == (2 + 1 + 2) * 2  # lr, mlp, all, two constants; two domains


def test_the_published_optimum_enters_without_selection_where_it_was_trained(small):
    optimum = grid(
        "minilm", "mlp", {"lr": [0.001], "hidden": [32], "dropout": [0], "epochs": [500]}
    )
    trials = pd.concat([small.trials, optimum.assign(in_grid=False)], ignore_index=True)
    extra = frames_of(
        optimum, {"CA": np.array([[[6, 0, 0, 4]] * 2]), "AL": np.array([[[6, 0, 0, 4]] * 2])}
    )
    counts = pd.concat([small.counts, extra.counts], ignore_index=True)
    scores = pd.concat([small.scores, extra.scores], ignore_index=True)
    table = best_table(counts, small.halves, scores, trials, small.domains)
    entrant = table[table["config"] == optimum["config"][0]]
    assert entrant["accuracy"].tolist() == [1.0, 1.0]
    assert set(entrant["family"]) == {"mlp"}
    assert set(table.loc[table["family"] == "all", "config"]) == {"C=1;seed=0"}


@pytest.mark.parametrize(
    ("config", "expected"), [("positive", CONSTANT_POSITIVE), ("negative", CONSTANT_NEGATIVE)]
)
def test_constants_score_the_closed_form_on_the_published_states(shared, config, expected):
    states = pd.read_csv(shared / "golden/paper/table4_states.csv").set_index("state")
    sizes = states[["positives_lt50k", "negatives_gt50k"]].itertuples()
    tables = {stem: np.array([[[p, 0, n, 0], [0, 0, 0, 0]]]) for stem, p, n in sizes}
    table = best_of(frames_of(grid("minilm", "lr", {"C": [1]}), tables))
    found = table[(table["family"] == "constant") & (table["config"] == config)]
    assert dict(zip(found["domain"], found["f1_macro"].round(4), strict=True)) == expected
    share = states["positives_lt50k"] / states["test_size"]
    own = share if config == "positive" else 1 - share
    exact = (own / (1 + own))[found["domain"]].to_numpy()
    assert found["f1_macro"].to_numpy() == pytest.approx(exact, abs=1e-15)
    assert found["accuracy"].to_numpy() == pytest.approx(own[found["domain"]].to_numpy())
    assert (found["auc"] == 0.5).all()


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("accuracy", {"e5": 3, "sfr": 2, "zeta": 1, "linq": 0}),
        ("f1_macro", {"e5": 3, "zeta": 2, "sfr": 1, "linq": 0}),
    ],
)
def test_winners_over_six_states_are_the_published_ones(shared, metric, expected):
    published = pd.read_csv(shared / "golden/paper/table7_best_mlp.csv")
    long = published.melt(["encoder", "metric"], var_name="domain", value_name="score")
    table = long[long["metric"] == metric].rename(columns={"encoder": "arm"})
    assert winners(table, "score").to_dict() == expected


def test_in_puerto_rico_three_of_four_published_encoders_lie_below_the_constant(shared):
    published = pd.read_csv(shared / "golden/paper/table7_best_mlp.csv")
    states = pd.read_csv(shared / "golden/paper/table4_states.csv").set_index("state")
    constant = 100 * states.loc["PR", "positives_lt50k"] / states.loc["PR", "test_size"]
    accuracy = published[published["metric"] == "accuracy"].set_index("encoder")["PR"]
    assert set(accuracy.index[accuracy < constant]) == {"linq", "sfr", "zeta"}


def test_ties_split_a_win():
    table = pd.DataFrame(
        {"arm": ["a", "b", "a", "b"], "domain": ["x", "x", "y", "y"], "score": [1.0, 1.0, 0.5, 0.4]}
    )
    assert winners(table, "score").to_dict() == {"a": 1.5, "b": 0.5}


@given(st.integers(0, 10**6), st.integers(1, 8), st.integers(1, 5))
def test_wins_sum_to_the_domains(seed, arms, domains):
    rng = np.random.default_rng(seed)
    index = pd.MultiIndex.from_product([range(arms), range(domains)], names=["arm", "domain"])
    table = index.to_frame(index=False).assign(score=rng.integers(0, 3, arms * domains))
    assert winners(table, "score").sum() == pytest.approx(domains)


def test_cross_fitting_takes_away_the_optimism_of_selection():
    rng = np.random.default_rng(0)
    same = np.full(200, 0.8)
    naive, fair = [], []
    for _ in range(20):
        tables = draw_tables(rng, same, same, 120, 80)  # all models equally good
        shares = (tables[..., 0] + tables[..., 3]) / 100
        naive.append(shares.mean(axis=1).max())
        fair.append(cross_fitted(shares, shares))
    assert np.mean(naive) > 0.86
    assert np.mean(fair) == pytest.approx(0.8, abs=0.02)


def test_an_undefined_score_is_never_the_best():
    assert first_best(np.array([math.nan, 0.1, 0.3, 0.3])) == 2
    assert math.isnan(cross_fitted(np.array([[0.5, math.nan]]), np.array([[0.5, math.nan]])))
