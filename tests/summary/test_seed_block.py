from dataclasses import replace

import pandas as pd

from stages.summary.collapse_words import family_sentence, pair_words
from stages.summary.document import summary
from stages.summary.seed_block import seed_block, seed_words
from tests.summary.made_findings import SETTING, collapse_row, findings

OF_SEEDS = {"seed_low": 0.25, "seed_high": 0.5, "seed_min": 0.125, "seed_max": 0.625}
STILL = {"seed_low": 0.25, "seed_high": 0.25, "seed_min": 0.25, "seed_max": 0.25}
ZERO = dict.fromkeys(STILL, 0.0)


def made(seeds, values=(), **families):
    """Findings of `seeds`; per family the cells of both arms; `values` of the mean by seed."""
    found = findings()
    rows = [
        collapse_row(arm, family, n=8 * len(seeds), **cells)
        for family, (raw, embedded) in families.items()
        for arm, cells in (("tabular", raw), ("minilm", embedded))
    ]
    table = [
        {"arm": "minilm", "family": "all", "source": "CA", "target": "CA", "measure": "id"}
        | {"epsilon": 0.1, "seed": seed, "value": value}
        for seed, value in zip(seeds, values, strict=False)
    ]
    tables = {**found.tables, "collapse": pd.DataFrame(rows), "seeds": pd.DataFrame(table)}
    setting = replace(SETTING, seeds=seeds, families=tuple(families))
    return replace(found, setting=setting, tables=tables)


def five(**families):
    return made((0, 1, 2, 3, 4), (0.1, 0.2, 0.3, 0.4, 0.5), **families)


def test_five_seeds_have_mean_interval_and_range_per_family_and_arm():
    text = seed_block(five(rf=({"value": 0.25, **STILL}, {"value": 0.375, **OF_SEEDS})))
    assert text.startswith("**Over 5 training seeds**, near-collapse on CA. Interval: 95 %")
    assert "4 degrees of freedom" in text
    row = "| `rf` | 25.0 % | 25.0–25.0 % | 25.0–25.0 % | 37.5 % | 25.0–50.0 % | 12.5–62.5 % |"
    assert row in text
    # 0.3 -+ 2.7764 sqrt(.025 / 5) = 0.1037 to 0.4963
    assert "| mean over families | n/a | n/a | n/a | 30.0 % | 10.4–49.6 % | 10.0–50.0 % |" in text


def test_families_without_collapse_or_without_change_are_named():
    same = {"value": 0.25, **STILL}
    text = seed_block(five(rf=(same, same), lr=(ZERO, ZERO)))
    assert "Zero under every seed: `lr`." in text
    assert "| `lr` |" not in text
    assert text.endswith("The same under every seed: `rf`.")


def test_two_to_four_seeds_have_the_range_and_say_what_an_interval_needs():
    few = {"seed_low": None, "seed_high": None, "seed_min": 0.125, "seed_max": 0.5}
    found = made((0, 1), rf=({"value": 0.25, **few}, {"value": 0.375, **few}))
    text = seed_block(found)
    assert "**Over 2 training seeds**" in text
    assert "an interval over re-training needs 5 seeds." in text
    assert "| `rf` | 25.0 % | n/a | 12.5–50.0 % | 37.5 % | n/a | 12.5–50.0 % |" in text
    assert seed_words(found.table("collapse")[1]) == "seeds 12.5–50.0 %"


def test_one_seed_says_nothing_of_seeds():
    assert seed_block(findings()) == ""
    assert "training seeds" not in summary(findings())
    assert seed_words(collapse_row("minilm", "rf")) == ""


def test_the_sentence_of_a_family_tells_range_and_interval():
    found = five(rf=({"value": 0.0, **ZERO}, {"value": 0.375, **OF_SEEDS}))
    assert (
        "`rf`: 15 of 40 trainings collapse under minilm (37.5 %, seeds 12.5–62.5 %, re-training "
        "interval 25–50 %, binomial band 14–69 %), none of 40 on the raw rows"
    ) in family_sentence(found, "rf")
    assert summary(found).count("**Over 5 training seeds**") == 1


def test_collapse_wd_as_a_mean_over_seeds_is_told_where_it_differs():
    pair = {"n00": 30, "n01": 10, "n10": 0, "n11": 0}
    assert (
        pair_words(pair, 0.25) == pair_words(pair) == "10 only on the embedding (collapse_wd 10/40)"
    )
    assert "10/40, 30.0 % as a mean over seeds)" in pair_words(pair, 0.3)
