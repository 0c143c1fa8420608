import numpy as np
import pandas as pd
import pytest

from stages.metrics.held_out import held_out


def frames(texts, split="ood_test"):
    rows = np.arange(len(texts))
    distinct = pd.factorize(pd.Series(texts))[0] + 100
    table = pd.DataFrame({"row": rows, "split": split, "label": rows % 2 == 0})
    return table, pd.DataFrame({"row": rows, "text": texts, "distinct": distinct})


def test_the_source_is_tested_on_id_test_and_targets_on_ood_test():
    table, texts = frames(["a", "b", "c", "d"])
    table["split"] = ["train", "id_test", "train", "id_test"]
    test = held_out(table, texts, "CA", "source")
    assert (test.split, test.row.tolist(), test.label.tolist()) == ("id_test", [1, 3], [False] * 2)
    assert held_out(*frames(["a", "b"]), "PR", "target").split == "ood_test"


def test_equal_texts_share_their_half_and_their_weight():
    owner = np.random.default_rng(0).integers(0, 50, 200)
    test = held_out(*frames([f"text {number}" for number in owner]), "PR", "target")
    weights = test.bootstrap(30)
    for number in np.unique(owner):
        rows = np.flatnonzero(owner == number)
        assert len(set(test.half[rows])) == 1
        assert (weights[:, rows] == weights[:, rows[:1]]).all()
    assert len(np.unique(weights, axis=1).T) == len(np.unique(owner))


def test_the_halves_are_about_equal_and_hang_on_the_text_alone():
    texts = [f"text {number}" for number in range(1000)]
    test = held_out(*frames(texts), "PR", "target")
    assert 430 < test.half.sum() < 570
    turned = held_out(*frames(texts[::-1]), "AL", "target")
    assert np.array_equal(turned.half[::-1], test.half)


def test_weights_are_poisson_and_hang_on_the_domain():
    texts = [f"text {number}" for number in range(2000)]
    test, other = (held_out(*frames(texts), name, "target") for name in ("PR", "AL"))
    weights = test.bootstrap(20)
    assert weights.mean() == pytest.approx(1.0, abs=0.03)
    assert weights.var() == pytest.approx(1.0, abs=0.05)
    assert np.array_equal(weights, test.bootstrap(20))
    assert not np.array_equal(weights, other.bootstrap(20))


def test_predictions_of_other_rows_are_refused():
    test = held_out(*frames(["a", "b", "c"]), "PR", "target")
    test.check(np.array([0, 1, 2]))
    with pytest.raises(ValueError, match="train again"):
        test.check(np.array([0, 2, 1]))


def test_texts_of_other_rows_are_refused():
    table, texts = frames(["a", "b"])
    with pytest.raises(ValueError, match="serialize again"):
        held_out(table, texts.iloc[::-1], "PR", "target")


def test_an_empty_test_set_is_empty_everywhere():
    test = held_out(*frames(["a"], split="train"), "PR", "target")
    assert test.bootstrap(3).shape == (3, 0)
    assert test.half.shape == (0,)


def test_replicates_are_drawn_once_and_more_of_them_begin_with_the_fewer():
    test = held_out(*frames(["a", "b", "a", "c"]), "PR", "target")
    many = test.bootstrap(5)
    assert test.bootstrap(5) is many
    assert not many.flags.writeable
    assert np.array_equal(test.bootstrap(2), many[:2])
