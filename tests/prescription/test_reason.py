from dataclasses import replace

from stages.prescription.reason import reason_for, reason_for_none
from stages.prescription.recommendation import COLUMNS, recommend, recommendation_table
from tests.prescription.made_effect import GOOD, NONE, PRIOR

FIVE = {"seeds": 5, "interval": (-0.31, -0.25)}


def test_one_seed_is_a_weaker_word_with_the_same_figures():
    assert reason_for(GOOD, [GOOD]) == (
        "center seems to help: it removes 30 of 40 near-collapses on the source's test rows and "
        "creates 2: 40.0 % of configurations before, 12.0 % after (mean over families). "
        "One seed: no interval, so a weaker word. "
        "The best macro-F1 changes by +0.4 points on CA and by +0.1 on average over 2 targets; "
        "it falls by more than half a point nowhere."
    )


def test_five_seeds_have_the_interval_and_the_plain_word():
    told = reason_for(replace(GOOD, **FIVE), [])
    assert told.startswith("center removes 30 of 40 ")
    assert "The difference over 5 seeds: -31.0 to -25.0 points." in told
    assert "3 seeds: no interval below 5" in reason_for(replace(GOOD, seeds=3), [])


def test_a_fall_on_one_target_is_said_though_it_is_no_objection():
    told = reason_for(replace(GOOD, scores={"CA": 0.0, "PR": -0.0061, "AL": 0.01}), [])
    assert told.endswith("it falls by more than half a point on PR (-0.6).")


def test_a_forced_share_says_that_its_removal_is_no_evidence():
    assert "by construction" not in reason_for(GOOD, [])
    told = reason_for(replace(GOOD, remedy="prior", asked=PRIOR), [])
    assert "fixes the predicted share at the training prior" in told
    assert "no evidence" in told


def test_what_else_would_do_is_named():
    others = [replace(GOOD, remedy=name) for name in ("l2", "pca")]
    assert reason_for(GOOD, [GOOD, *others]).endswith("Eligible besides: l2 and pca.")


def test_no_remedy_says_why_in_each_case():
    assert reason_for_none(NONE, []) == "No remedy was tried."
    fine = replace(NONE, fine=1200, both=0)
    assert reason_for_none(fine, [GOOD]) == (
        "Nothing to mend: of 1,200 trained configurations none is near-collapsed on the source's "
        "test rows. The one remedy tried is not recommended."
    )
    assert "nothing can be compared" in reason_for_none(replace(NONE, fine=0, both=0), [GOOD])


def test_every_remedy_that_is_refused_is_told_with_its_figures():
    little = replace(GOOD, remedy="l2", removed=1, both=39, created=0, difference=-0.01)
    costly = replace(GOOD, remedy="pca", scores={"CA": -0.012, "PR": -0.02})
    told = reason_for_none(NONE, [little, costly])
    assert told == (
        "None of the 2 remedies tried is recommended. Against them: "
        "pca (30 of 40 removed, 2 created) lowers the best macro-F1 on the source by 1.20 points "
        "and lowers the best macro-F1 over the targets by 2.00 points; "
        "l2 (1 of 40 removed, 0 created) removes too little (difference -1.0 points) "
        "and does no better than luck may (sign test: p = 0.50). "
        "One seed: no interval, so a weaker word."
    )


def test_of_many_that_are_refused_the_nearest_three_are_told():
    tried = [
        replace(GOOD, remedy=f"r{place}", difference=-0.1 * place, created=30) for place in range(5)
    ]
    told = reason_for_none(NONE, tried)
    assert [name for name in ("r4", "r3", "r2", "r1", "r0") if f"{name} (" in told] == [
        "r4", "r3", "r2",
    ]  # fmt: skip
    assert "; and 2 others (table below). One seed" in told
    assert "and 1 other (table below)" in reason_for_none(NONE, tried[1:])
    assert "table below" not in reason_for_none(NONE, tried[2:])


def test_the_row_names_the_domain_that_fares_worst():
    made = recommend([GOOD, NONE])
    table = recommendation_table("minilm", made)
    assert list(table.columns) == list(COLUMNS)
    (row,) = table.to_dict("records")
    assert (row["remedy"], row["worst_domain"], row["worst_difference"]) == ("center", "PR", -0.001)
    assert (row["difference"], row["seeds"], made.shown) == (-0.28, 1, "center")


def test_none_recommended_shows_the_remedy_that_removes_most():
    costly = replace(GOOD, remedy="pca", scores={"CA": -0.012})
    made = recommend([NONE, costly, replace(GOOD, remedy="l2", difference=-0.1, created=30)])
    (row,) = recommendation_table("minilm", made).to_dict("records")
    assert (row["remedy"], row["difference"], row["worst_domain"]) == ("none", 0.0, None)
    assert made.shown == "pca"
    assert recommend([NONE]).shown == "none"


def test_where_nothing_collapses_nothing_is_recommended():
    fine = replace(NONE, fine=102, both=0)
    assert recommend([fine, replace(GOOD, removed=0, both=0, created=0)]).remedy == "none"
