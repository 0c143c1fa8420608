import time

import numpy as np
import pandas as pd
import pytest

from stages.metrics.fake_line import cloud_of, models_that_fake
from stages.metrics.line_fit import fit_line
from stages.metrics.lines import LINES, Line, all_lines, lines_table, verdicts_table
from tests.metrics.audit_frames import Frames, draw_tables, frames_of, grid

EPSILON = 0.1
SETTINGS = {"mlp_lr": [0.001, 0.01, 0.1, 1.0], "mlp_width": [16, 32, 64], "mlp_drop": [0.0, 0.1]}
KEY = ["arm", "family", "source", "target", "plane", "axes"]


def lines_of(frames: Frames) -> list[Line]:
    return all_lines(frames.counts, frames.halves, frames.trials, frames.domains, EPSILON)


def table_of(frames: Frames) -> pd.DataFrame:
    return lines_table(lines_of(frames))


def row(table, **wanted):
    chosen = table
    for name, value in wanted.items():
        chosen = chosen[chosen[name] == value]
    assert len(chosen) == 1
    return chosen.iloc[0]


def world(quality_here, quality_there, *, collapsed=None, rows=20_000, trials=None):
    """One family's models with the given true rates on source and target."""
    trials = grid("minilm", "mlp", SETTINGS) if trials is None else trials
    gone = np.zeros(len(trials), dtype=bool) if collapsed is None else collapsed
    tables = {}
    for name, quality in (("CA", quality_here), ("AL", quality_there)):
        rng = np.random.default_rng(len(tables))
        sensitivity, specificity = np.where(gone, 1.0, quality), np.where(gone, 0.0, quality)
        tables[name] = draw_tables(rng, sensitivity, specificity, rows * 6 // 10, rows * 4 // 10)
    return frames_of(trials, tables)


@pytest.fixture(scope="module")
def cloud():
    """24 models of qualities that have nothing to do with each other on the two domains."""
    rng = np.random.default_rng(5)
    return rng.uniform(0.76, 0.84, 24), rng.uniform(0.76, 0.84, 24)


@pytest.fixture(scope="module")
def fake(cloud):
    """The same with every model of the greatest rate collapsed."""
    trials = grid("minilm", "mlp", SETTINGS)
    return world(*cloud, collapsed=(trials["mlp_lr"] == 1.0).to_numpy())


def test_a_true_line_holds():
    quality = np.linspace(0.7, 0.85, 24)[np.random.default_rng(1).permutation(24)]
    table = table_of(world(quality, quality - 0.1))
    own = table[table["family"] == "mlp"]
    assert set(own["verdict"]) == {"holds"}
    assert (own["r2"] > 0.9).all()


def test_a_few_collapsed_models_fake_a_line_and_are_found_out(fake):
    table = table_of(fake)
    everything = row(table, family="mlp", plane="acl", axes="raw", points="all")
    honest = row(table, family="mlp", plane="acl", axes="raw", points="not_near")
    assert everything["r2"] > 0.8
    assert honest["r2"] < 0.3
    assert (everything["n"], honest["n"]) == (24, 18)
    assert everything["gain"] == 0
    assert honest["gain"] == everything["r2"] - honest["r2"]
    assert honest["ceiling"] > 0.9
    assert 1 <= honest["k_star"] <= 6
    assert everything["verdict"] == honest["verdict"] == "spurious"


def test_on_few_rows_noise_is_an_excuse_and_nothing_can_be_told():
    same = np.full(24, 0.8)
    trials = grid("minilm", "mlp", SETTINGS)
    gone = (trials["mlp_lr"] == 1.0).to_numpy()
    frames = world(same, same, collapsed=gone, rows=1000)
    verdicts = verdicts_table(lines_of(frames))
    told = row(verdicts, family="mlp", plane="acl", axes="raw")
    assert told["verdict"] == "cannot_tell"
    assert told["reason"] == "noise ceiling too low"


def test_fewer_than_ten_models_are_too_few():
    frames = world(*np.random.default_rng(0).uniform(0.7, 0.9, (2, 8)), trials=grid(
        "minilm", "mlp", {"mlp_lr": [1, 2, 3, 4], "mlp_width": [1, 2]}
    ))  # fmt: skip
    verdicts = verdicts_table(lines_of(frames))
    assert verdicts["reason"].str.startswith("too few: ").all()
    assert set(table_of(frames)["verdict"]) == {"cannot_tell"}


def test_half_collapsed_models_lie_on_the_fake_line_so_removing_the_strict_can_raise_r2(cloud):
    trials = grid("minilm", "mlp", SETTINGS)
    rate = trials["mlp_lr"].to_numpy()
    gone = rate == 1.0
    frames = world(*cloud, collapsed=gone)
    half = np.flatnonzero(rate == 0.1)
    for _, table in frames.counts.groupby("domain"):  # PN = 1 to 6: nearly, not strictly collapsed
        for step, at in enumerate(half):
            positives = table.iloc[at][["tp", "fn"]].sum()
            negatives = table.iloc[at][["fp", "tn"]].sum()
            cells = [positives, 0, negatives - step - 1, step + 1]
            frames.counts.loc[table.index[at], ["tp", "fn", "fp", "tn"]] = cells
    table = table_of(frames)
    n = {points: row(table, family="mlp", plane="acl", axes="raw", points=points)["n"] for points in
         ("all", "not_strict", "not_near", "distinct")}  # fmt: skip
    assert n == {"all": 24, "not_strict": 18, "not_near": 12, "distinct": 19}


def test_k_star_is_that_of_a_constant_of_the_class_to_which_models_collapse():
    trials = grid("minilm", "mlp", SETTINGS)
    gone = (trials["mlp_lr"] == 1.0).to_numpy()
    frames = world(*np.random.default_rng(5).uniform(0.65, 0.95, (2, 24)), collapsed=gone)
    right = ((frames.counts["tp"] + frames.counts["tn"]) / 20_000).to_numpy().reshape(2, 24)
    clouds = [cloud_of(*right[:, ~gone], constant, constant) for constant in (0.6, 0.4)]
    wanted = [models_that_fake(cloud) for cloud in clouds]
    assert wanted[0] > wanted[1]
    mirrored = [frames.counts.copy(), frames.halves.copy()]
    for frame in mirrored:  # everything predicted negative instead
        flipped = frame["config"].isin(trials.loc[gone, "config"])
        cells = frame.loc[flipped, ["fn", "tp", "tn", "fp"]].to_numpy()
        frame.loc[flipped, ["tp", "fn", "fp", "tn"]] = cells
    negative = lines_table(all_lines(*mirrored, trials, frames.domains, EPSILON))
    for table, k_star in zip((table_of(frames), negative), wanted, strict=True):
        own = row(table, family="mlp", plane="acl", axes="raw", points="all")
        assert own["k_star"] == k_star


def test_figures_of_a_row_are_those_of_its_points(fake):
    counts = fake.counts.assign(
        accuracy=(fake.counts["tp"] + fake.counts["tn"]) / 20_000
    ).pivot(index="config", columns="domain", values="accuracy")  # fmt: skip
    fit = fit_line(counts["CA"].to_numpy(), counts["AL"].to_numpy())
    found = row(table_of(fake), family="mlp", plane="acl", axes="raw", points="all")
    for name in ("slope", "intercept", "r", "r2", "rmse", "spearman"):
        assert found[name] == pytest.approx(getattr(fit, name))


def test_the_table_has_exactly_the_contracts_rows_and_columns(fake):
    table = table_of(fake)
    assert list(table.columns) == LINES
    assert len(table) == 2 * 3 * 4  # families mlp and all; acl raw, acl probit, f1l raw; points
    assert not table.duplicated([*KEY, "points"]).any()
    assert set(table["points"]) == {"all", "not_strict", "not_near", "distinct"}
    assert set(map(tuple, table[["plane", "axes"]].to_numpy())) == {
        ("acl", "raw"), ("acl", "probit"), ("f1l", "raw"),
    }  # fmt: skip
    assert set(table["source"]) == {"CA"}
    assert (table.groupby(KEY)["verdict"].nunique() == 1).all()


def test_extras_and_failed_trials_are_no_points(fake):
    trials = fake.trials.copy()
    trials.loc[0, "in_grid"] = False
    trials.loc[1, "status"] = "failed"
    counts, halves = fake.counts.copy(), fake.halves.copy()
    for frame in (counts, halves):
        failed = frame["config"] == trials.loc[1, "config"]
        for cell in ("tp", "fn", "fp", "tn"):
            frame[cell] = frame[cell].astype("Int64")
            frame.loc[failed, cell] = pd.NA
    table = lines_table(all_lines(counts, halves, trials, fake.domains, EPSILON))
    assert row(table, family="mlp", plane="acl", axes="raw", points="all")["n"] == 22


def test_a_family_that_failed_altogether_has_rows_without_figures(fake):
    trials = fake.trials.assign(status="diverged")
    table = lines_table(all_lines(fake.counts, fake.halves, trials, fake.domains, EPSILON))
    assert len(table) == 24
    assert (table["n"] == 0).all()
    figures = ["slope", "r2", "rmse", "spearman", "ceiling", "skill", "gain", "k_star"]
    assert table[figures].isna().all().all()
    assert set(table["verdict"]) == {"cannot_tell"}


def test_missing_counts_of_a_trial_that_is_ok_are_named(fake):
    counts = fake.counts[fake.counts["domain"] == "CA"]
    with pytest.raises(ValueError, match=r"no counts of mlp mlp_drop=.* on AL"):
        all_lines(counts, fake.halves, fake.trials, fake.domains, EPSILON)


def test_the_order_of_rows_changes_nothing(fake):
    shuffled = Frames(
        *(frame.sample(frac=1, random_state=1) for frame in (fake.counts, fake.halves)),
        fake.scores, fake.trials.sample(frac=1, random_state=2), fake.domains,
    )  # fmt: skip
    pd.testing.assert_frame_equal(table_of(fake), table_of(shuffled))


def test_a_target_of_one_class_leaves_no_warning_and_no_number_from_rounding(fake):
    counts, halves = fake.counts.copy(), fake.halves.copy()
    for frame in (counts, halves):
        there = frame["domain"] == "AL"
        frame.loc[there, "fp"] = 0
        frame.loc[there, "tn"] = 0
    table = lines_table(all_lines(counts, halves, fake.trials, fake.domains, EPSILON))
    assert len(table) == 24


@pytest.fixture(scope="module")
def big():
    """Two arms of 934 configurations, six domains."""
    rng = np.random.default_rng(0)
    sizes = {"mlp": 96, "cvar_dro": 203, "lr": 100, "svm": 34, "rf": 101, "gbm": 200, "xgb": 200}
    axes = {"a": list(range(10)), "b": list(range(8)), "c": [0.1, 0.2, 0.3]}
    parts = [
        grid(arm, family, {f"{family}_{name}": values for name, values in axes.items()}).head(n)
        for arm in ("tabular", "minilm")
        for family, n in sizes.items()
    ]
    trials = pd.concat(parts, ignore_index=True)
    quality = rng.uniform(0.7, 0.9, len(trials))
    gone = rng.random(len(trials)) < 0.2
    tables = {
        stem: draw_tables(
            rng, np.where(gone, 1.0, quality), np.where(gone, 0.0, quality), 1200, 800
        )
        for stem in ("CA", "PR", "AL", "AZ", "AK", "AR")
    }
    return frames_of(trials, tables)


def test_two_arms_of_934_configurations_on_five_targets_take_seconds(big):
    begin = time.process_time()
    table = table_of(big)
    assert time.process_time() - begin < 10
    assert len(table) == 2 * 8 * 5 * 3 * 4
    pooled = table[(table["family"] == "all") & (table["points"] == "all")]
    assert (pooled["n"] == 934).all()
    assert set(pooled["verdict"]) == {"holds"}
