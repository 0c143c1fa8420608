"""Five training seeds, from predictions to the tables: every figure again, by plain loops."""

import json
import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from stages import audit, evaluate, paths, tables
from tests.small_study import ARM, FAMILIES, ROLES, write_study

SEEDS = (0, 1, 2, 3, 4)
ARMS = ("tabular", ARM)
TARGETS = [stem for stem, role in ROLES.items() if role == "target"]
EPSILON = 0.1


def scramble(arm, family):
    """Predictions that collapse or not by arm, family, configuration and seed."""
    folder = paths.predictions(arm, family)
    random = np.random.default_rng([*arm.encode(), *family.encode()])
    trials = tables.read_table(folder / "trials.parquet")
    habit = {config: random.random(3) for config in trials["config"]}
    for stem in ROLES:
        found = tables.read_predictions(folder / f"{stem}.parquet")
        positive = random.random(found.positive.shape) < 0.5
        for column, config in enumerate(found.configs):
            high, low, shared = habit[config]
            if random.random() < 0.8 * shared:
                positive[:, column] = high > 0.3
                positive[:2, column] ^= low < 0.4
        made = tables.Predictions(found.rows, found.configs, positive)
        tables.write_predictions(folder / f"{stem}.parquet", made)


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("seeds")
        patch.chdir(folder)
        write_study(folder, seeds=SEEDS, failed=f"{ARM}/rf")
        for arm in ARMS:
            for family in FAMILIES:
                scramble(arm, family)
        for family in FAMILIES:
            evaluate.main([family])
        audit.main([])
        yield folder


def kinds(folder, arm, family, epsilon):
    """{config: {stem: 0 fine, 1 all positive, 2 all negative, None without predictions}}."""
    place = folder / paths.predictions(arm, family)
    trials = tables.read_table(place / "trials.parquet")
    made = {config: {} for config in trials["config"]}
    for stem in ROLES:
        table = tables.read_table(folder / paths.table(stem))
        label = table.loc[table["split"] != "train", "label"].to_list()
        predictions = tables.read_predictions(place / f"{stem}.parquet")
        for config, kind in made.items():
            if config not in predictions.configs:
                kind[stem] = None
                continue
            called = predictions.positive[:, predictions.configs.index(config)].tolist()
            cell = {(a, b): 0 for a in (True, False) for b in (True, False)}
            for actual, predicted in zip(label, called, strict=True):
                cell[actual, predicted] += 1
            p, n = sum(label), len(label) - sum(label)
            to_positive = cell[False, False] / n + cell[True, False] / p
            to_negative = cell[True, True] / p + cell[False, True] / n
            if epsilon == 0:
                first, second = not any(called), all(called)
                kind[stem] = 1 if second else 2 if first else 0
            else:
                near = 1 if to_positive < epsilon else 2 if to_negative < epsilon else 0
                kind[stem] = near
    return made


def members(folder, arm, family, epsilon):
    """{(measure, target): {seed: [1, 0, ...]}} over the configurations that count."""
    here = kinds(folder, arm, family, epsilon)
    raw = kinds(folder, "tabular", family, epsilon)
    made = {}

    def add(measure, target, seed, hit):
        made.setdefault((measure, target), {s: [] for s in SEEDS})[seed].append(int(hit))

    for config, found in here.items():
        seed = int(config.split(";seed=")[1])
        at = {stem: kind or 0 for stem, kind in found.items()}
        s = at["CA"]
        add("id", "CA", seed, s > 0)
        add("positive_id", "CA", seed, s == 1)
        add("negative_id", "CA", seed, s == 2)
        add("all_domains", "", seed, all(at.values()))
        for target in TARGETS:
            t = at[target]
            add("target", target, seed, t > 0)
            add("positive_target", target, seed, t == 1)
            add("negative_target", target, seed, t == 2)
            add("strong", target, seed, s > 0 and t > 0)
            add("projection", target, seed, s > 0 or t > 0)
            add("positive_strong", target, seed, s == t == 1)
            add("negative_strong", target, seed, s == t == 2)
            add("mixed_strong", target, seed, s > 0 and t > 0 and s != t)
        if arm != "tabular":
            for stem in ROLES:
                pair = raw[config][stem], found[stem]
                if None not in pair and pair[0] == 0:
                    add("collapse_wd", stem, seed, pair[1] > 0)
    return made


def summarised(by_seed):
    """Mean, t interval, smallest and largest of the ratios per seed; only seeds that have one."""
    ratios = [sum(hits) / len(hits) for hits in by_seed.values() if hits]
    if not ratios:
        return [math.nan] * 5
    mean = sum(ratios) / len(ratios)
    low = high = math.nan
    if len(ratios) >= 5:
        variance = sum((one - mean) ** 2 for one in ratios) / (len(ratios) - 1)
        reach = stats.t.ppf(0.975, len(ratios) - 1) * math.sqrt(variance / len(ratios))
        low, high = max(0.0, mean - reach), min(1.0, mean + reach)
    ends = (min(ratios), max(ratios)) if len(ratios) > 1 else (math.nan, math.nan)
    return [mean, low, high, *ends]


def read(folder, name):
    frame = pd.read_csv(folder / paths.report_table(name), keep_default_na=False, na_values=[""])
    return frame.assign(target=frame["target"].fillna(""))


@pytest.mark.parametrize("arm", ARMS)
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("epsilon", [0.0, EPSILON])
def test_every_ratio_over_seeds_is_that_of_plain_loops(audited, arm, family, epsilon):
    table = read(audited, "collapse")
    chosen = table[(table["arm"] == arm) & (table["family"] == family)]
    lines = chosen[chosen["epsilon"] == epsilon].set_index(["measure", "target"])
    lines = lines[~lines.index.get_level_values(0).str.startswith("rarefied")]
    expected = members(audited, arm, family, epsilon)
    assert set(lines.index) == set(expected)
    columns = ["value", "seed_low", "seed_high", "seed_min", "seed_max"]
    for key, by_seed in expected.items():
        figures = lines.loc[key, columns].to_numpy(dtype=float)
        assert figures == pytest.approx(summarised(by_seed), abs=1e-5, nan_ok=True), key
        assert lines.loc[key, "n"] == sum(map(len, by_seed.values()))


def test_the_seeds_disagree_and_one_trial_failed(audited):
    """Else the test above would show nothing."""
    table = read(audited, "collapse")
    varied = table[table["measure"].isin(["id", "collapse_wd", "all_domains"])]
    assert (varied["seed_min"] < varied["seed_max"]).mean() > 0.8
    assert (table.loc[(table["arm"] == ARM) & (table["family"] == "rf"), "failed"] == 1).any()


def test_metrics_are_means_over_seeds_and_overall_is_the_mean_of_families(audited):
    tree = json.loads((audited / paths.METRICS).read_text())
    for arm, name in (("tabular", "collapse_tabular"), (ARM, "collapse")):
        values = {}
        for family in FAMILIES:
            made = members(audited, arm, family, EPSILON)
            values[family] = summarised(made["id", "CA"])[0]
            strong = [summarised(made["strong", target])[0] for target in TARGETS]
            assert tree[name][family]["id"] == pytest.approx(values[family], abs=1e-5)
            assert tree[name][family]["strong"] == pytest.approx(np.mean(strong), abs=1e-5)
        mean = sum(values.values()) / len(values)
        assert tree[name]["overall"]["id"] == pytest.approx(mean, abs=1e-5)
        assert tree[name]["pooled"]["id"] == pytest.approx(mean, abs=1e-5)  # equal grids
    for family in FAMILIES:
        wd = members(audited, ARM, family, EPSILON)["collapse_wd", "CA"]
        assert tree["collapse_wd"][family] == pytest.approx(summarised(wd)[0], abs=1e-5)


def test_seeds_csv_holds_the_ratio_of_every_seed_and_the_mean_of_families(audited):
    table = read(audited, "seeds").set_index(["arm", "family", "measure", "target", "epsilon"])
    of_seed = {}
    for family in FAMILIES:
        lines = table.loc[(ARM, family, "id", "CA", EPSILON)].set_index("seed")["value"]
        hits = members(audited, ARM, family, EPSILON)["id", "CA"]
        expected = {seed: sum(one) / len(one) for seed, one in hits.items()}
        assert lines.to_dict() == pytest.approx(expected)
        of_seed[family] = expected
    every = table.loc[(ARM, "all", "id", "CA", EPSILON)].set_index("seed")["value"].to_dict()
    assert every == pytest.approx(
        {seed: np.mean([ratio[seed] for ratio in of_seed.values()]) for seed in SEEDS}
    )


def test_paired_counts_are_of_trainings(audited):
    paired = pd.read_csv(audited / paths.report_table("paired"))
    near = paired[(paired["measure"] == "id") & (paired["epsilon"] == EPSILON)]
    totals = near.set_index("family")[["n00", "n01", "n10", "n11"]].sum(axis=1).to_dict()
    assert totals == {"lr": 25, "rf": 24}


def test_a_family_of_five_configurations_has_no_line_however_many_seeds(audited):
    verdicts = pd.read_csv(audited / paths.report_table("verdicts"))
    single = verdicts[verdicts["family"] == "lr"]
    assert (single["distinct"] <= 5).all()
    assert single["reason"].str.startswith("too few").all()
