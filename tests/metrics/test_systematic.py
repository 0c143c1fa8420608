from stages.metrics.systematic import systematic_rows, systematic_table
from tests.metrics.made_trials import made_outcome, trials


def test_systematic_collapse_counts_test_sets_and_arms():
    raw = made_outcome([[1, 0, 0], [1, 0, 0]], trials(3), "tabular")
    embedded = made_outcome([[1, 2, 0], [2, 0, 0]], trials(3))
    table = systematic_table(list(systematic_rows(raw, embedded, 0.1)))
    strict = table[table["epsilon"] == 0].set_index("config")
    names = ["tabular", "embedding", "arms", "arms_everywhere"]
    assert strict.loc["C=0;seed=0", names].tolist() == [2, 2, 2, 2]
    assert strict.loc["C=1;seed=0", names].tolist() == [0, 1, 1, 0]
    assert "C=2;seed=0" not in strict.index


def test_everywhere_means_on_every_test_set():
    raw = made_outcome([[1, 1], [1, 1], [1, 0]], trials(2), "tabular")
    table = systematic_table(list(systematic_rows(raw, raw, 0.1)))
    assert table["arms"].tolist() == [2] * 4
    assert table["arms_everywhere"].tolist() == [2, 2, 0, 0]


def test_a_configuration_that_only_one_arm_has_counts_there():
    raw = made_outcome([[0]], trials(1), "tabular")
    embedded = made_outcome([[0, 1]], trials(2))
    table = systematic_table(list(systematic_rows(raw, embedded, 0.1)))
    assert table["tabular"].tolist() == [0, 0]
    assert table["embedding"].tolist() == [1, 1]
