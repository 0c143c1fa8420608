import numpy as np

from stages.diagnosis.folds import chosen_rows, folds
from stages.diagnosis.probes import best_of


def test_rows_of_one_text_share_a_part_and_classes_are_in_balance():
    draws = np.random.default_rng(0)
    distinct = draws.integers(0, 60, size=200)
    labels = distinct % 3 == 0
    parts = folds(labels, distinct, 5, seed=0)
    assert set(parts) == set(range(5))
    for text in np.unique(distinct):
        assert len(set(parts[distinct == text])) == 1
    first = np.unique(distinct, return_index=True)[1]
    shares = [labels[first][parts[first] == part].mean() for part in range(5)]
    assert max(shares) - min(shares) <= 1 / 12 + 1e-9


def test_few_rows_are_all_taken_and_of_many_as_many_as_asked():
    labels = np.ones(50, dtype=bool)
    assert chosen_rows(labels, 80, 0).tolist() == list(range(50))
    chosen = chosen_rows(labels, 20, 0)
    assert len(set(chosen)) == 20
    assert (np.diff(chosen) > 0).all()


def test_choosing_among_probes_of_noise_finds_nothing():
    draws = np.random.default_rng(0)
    labels = draws.random(4000) < 0.5
    parts = np.arange(4000) % 4
    candidates = [draws.random(4000) for _ in range(30)]
    chosen = best_of(candidates, labels, parts)
    right = chosen[labels].mean() - chosen[~labels].mean()
    assert abs(right) < 3 * np.sqrt(1 / 12 * 4 / 4000)


def test_the_better_probe_is_chosen_for_every_part():
    labels = np.arange(100) % 2 == 0
    good, bad = labels.astype(float), np.zeros(100)
    assert (best_of([bad, good], labels, np.arange(100) % 5) == good).all()
