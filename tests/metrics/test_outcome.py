import numpy as np
import pandas as pd
import pytest

from stages.metrics.collapse import Collapse
from stages.metrics.confusion import ConfusionCounts
from stages.metrics.design import without_seed
from stages.metrics.outcome import Books, Outcome, outcome, paired_kinds
from tests.metrics.made_trials import made_outcome, trials


def books(table, failed=()):
    blank, cells = (pd.NA,) * 4, (5, 1, 2, 3)
    lines = [
        ("hashing", "mlp", config, domain, "x", *(blank if config in failed else cells))
        for config in table["config"]
        for domain in ("CA", "PR")
    ]  # fmt: skip
    names = ["arm", "family", "config", "domain", "split", "tp", "fn", "fp", "tn"]
    counts = pd.DataFrame(lines, columns=names)
    return Books(counts, table.assign(arm="hashing", family="mlp"))


def test_an_outcome_has_counts_by_domain_and_trial():
    made = outcome(books(trials(3)), "hashing", "mlp", ("PR", "CA"))
    assert made.counts.tp.tolist() == [[5, 5, 5], [5, 5, 5]]
    assert made.domains == ("PR", "CA")


def test_a_failed_trial_is_no_collapse_though_it_has_no_counts():
    table = trials(3, failed=(1,))
    made = outcome(books(table, {"C=1;seed=0"}), "hashing", "mlp", ("CA", "PR"))
    assert made.kinds(0.1).tolist() == [[0, 0, 0], [0, 0, 0]]
    assert made.rarefied()[:, 1].tolist() == [0.0, 0.0]


def test_missing_counts_of_a_trained_trial_are_an_error():
    with pytest.raises(KeyError, match="C=1;seed=0"):
        outcome(books(trials(3), {"C=1;seed=0"}), "hashing", "mlp", ("CA", "PR"))


def test_two_counts_for_one_place_are_an_error():
    twice = books(trials(2))
    doubled = Books(pd.concat([twice.counts, twice.counts]), twice.trials)
    with pytest.raises(ValueError, match="two counts"):
        outcome(doubled, "hashing", "mlp", ("CA", "PR"))


def test_a_domain_of_one_class_is_undefined_for_every_trial():
    made = made_outcome([[0, 1, 0], [0, 0, 0]], trials(3, failed=(2,)))
    cells = [cell.copy() for cell in made.counts.cells]
    cells[2][1], cells[3][1] = 0, 0
    one_class = Outcome("a", "mlp", made.design, made.domains, ConfusionCounts(*cells))
    assert one_class.kinds(0.1).tolist() == [[0, 1, 0], [-1, -1, -1]]
    assert np.isnan(one_class.rarefied()[1]).all()


def test_when_every_trial_failed_nothing_collapses():
    made = made_outcome([[1, 1]], trials(2, failed=(0, 1)))
    assert made.kinds(0.0).tolist() == [[0, 0]]
    assert made.rarefied().tolist() == [[0.0, 0.0]]


def test_pairs_are_bound_by_configuration_not_by_place():
    table = trials(3)
    raw = made_outcome([[1, 0, 2]], table.iloc[::-1].reset_index(drop=True), "tabular")
    embedded = made_outcome([[0, 1, 0]], table)
    of_raw, of_embedded = paired_kinds(raw, embedded, 0.0)
    assert of_raw.tolist() == [[2, 0, 1]]
    assert of_embedded.tolist() == [[0, 1, 0]]


def test_a_trial_without_predictions_in_one_arm_is_in_no_pair():
    raw = made_outcome([[0, 0, 0]], trials(3, failed=(0,)), "tabular")
    embedded = made_outcome([[1, 1, 1]], trials(3, failed=(2,)))
    for kinds in paired_kinds(raw, embedded, 0.0):
        assert (kinds[0, [0, 2]] == Collapse.UNDEFINED).all()
        assert kinds[0, 1] != Collapse.UNDEFINED


def test_seeds_of_one_configuration_share_their_name():
    names = ["alpha=1,b=2;seed=0", "alpha=1,b=2;seed=17", "alpha=1,b=2"]
    assert {without_seed(name) for name in names} == {"alpha=1,b=2"}
