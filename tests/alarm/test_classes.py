"""Several classes: the bounds hold for every labelling, and equal those of two classes."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.alarm.bounds import mirrored, range_of
from stages.alarm.classes import ClassPriors, class_ranges
from stages.alarm.judgement import Verdict, judge
from stages.alarm.prior import Prior
from stages.alarm.watched import SeveralClasses

TENTH = Fraction(1, 10)


def priors(*ends: tuple[str, str]) -> ClassPriors:
    shares = tuple(Prior(Fraction(low), Fraction(high)) for low, high in ends)
    return ClassPriors(tuple("abcdefghijklmnop"[: len(ends)]), shares)


def statistics(sizes: tuple[int, ...], predicted: int) -> list[Fraction]:
    """s_k of every way in which `predicted` rows come from classes of these sizes."""
    ways = product(*(range(size + 1) for size in sizes))
    k = len(sizes)
    return [
        2 - Fraction(2, k) * sum(Fraction(c, n) for c, n in zip(way, sizes, strict=True))
        for way in ways
        if sum(way) == predicted
    ]


@settings(max_examples=60)
@given(
    st.integers(4, 9),
    st.lists(st.tuples(st.integers(1, 6), st.integers(0, 6)), min_size=3, max_size=3),
    st.data(),
)
def test_no_labelling_lies_outside_the_bounds(rows, ends, data) -> None:
    shares = tuple(Prior(Fraction(a, 12), Fraction(min(12, a + b), 12)) for a, b in ends)
    if sum(s.low for s in shares) > 1 or sum(s.high for s in shares) < 1:
        return
    known = ClassPriors(("a", "b", "c"), shares)
    predicted = data.draw(st.integers(0, rows))
    found = class_ranges((predicted, rows - predicted, 0), known)[0]
    for sizes in product(range(1, rows + 1), repeat=3):
        inside = (s.low * rows <= n <= s.high * rows for s, n in zip(shares, sizes, strict=True))
        if sum(sizes) == rows and all(inside):
            for value in statistics(sizes, predicted):
                assert found.low <= value <= found.high


def test_bounds_worked_by_hand() -> None:
    # 10 rows of sizes 5, 3, 2; 4 predicted as k. Most: 2/2 + 2/3; least: 4/5
    found = class_ranges((4, 3, 3), priors(("0.5", "0.5"), ("0.3", "0.3"), ("0.2", "0.2")))[0]
    assert float(found.low) == pytest.approx(2 - 2 / 3 * (1 + 2 / 3), abs=1e-8)
    assert float(found.high) == pytest.approx(2 - 2 / 3 * 4 / 5, abs=1e-8)


@given(st.integers(0, 40), st.integers(4, 16), st.integers(0, 4))
def test_two_classes_are_the_special_case(negative: int, low: int, wide: int) -> None:
    share = Prior(Fraction(low, 20), Fraction(low + wide if low + wide < 20 else low, 20))
    other = Prior(1 - share.high, 1 - share.low)
    found = class_ranges((negative, 40 - negative), ClassPriors(("n", "p"), (other, share)))
    exact = range_of(40, negative, share)
    for one, expected in zip(found, (mirrored(exact), exact), strict=True):
        assert float(one.low) == pytest.approx(float(expected.low), abs=1e-8)
        assert float(one.high) == pytest.approx(float(expected.high), abs=1e-8)


def tables(sizes: tuple[int, ...], counts: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Every 3 x 3 table of classes (rows) and predictions with these margins, row by row."""
    ways = [
        [way for way in product(range(size + 1), repeat=3) if sum(way) == size] for size in sizes
    ]
    for rows in product(*ways):
        if tuple(map(sum, zip(*rows, strict=True))) == counts:
            yield tuple(cell for row in rows for cell in row)


@settings(max_examples=40)
@given(
    st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3)),
    st.integers(0, 2),
    st.data(),
)
def test_a_verdict_never_contradicts_a_labelling_and_labels_decide_a_known_mixture(
    sizes, wide, data
) -> None:
    rows = sum(sizes)
    first = data.draw(st.integers(0, rows))
    second = data.draw(st.integers(0, rows - first))
    counts = first, second, rows - first - second
    ends = [(Fraction(n, rows), Fraction(min(n + wide, rows), rows)) for n in sizes]
    known = ClassPriors(tuple("abc"), tuple(Prior(*end) for end in ends))
    seen = SeveralClasses(known, Fraction(1, 3)).seen("m", "", np.array(counts)[:, None])
    truths, by_labels = set(), dict[tuple[int, ...], set[bool]]()
    toward = seen.judgement.toward
    for table in tables(sizes, counts):
        of_class = [sum(Fraction(table[3 * j + k], sizes[j]) for j in range(3)) for k in range(3)]
        collapsed = max(counts) == rows or any(
            2 - Fraction(2, 3) * s < Fraction(1, 3) for s in of_class
        )
        truths.add(collapsed)
        labelled = tuple(table[3 * j + k] for j in range(3) for k in range(3) if k != toward)
        by_labels.setdefault(labelled, set()).add(collapsed)
    if seen.verdict is not Verdict.UNKNOWN:
        assert truths == {seen.verdict is Verdict.COLLAPSED}
    else:
        assert seen.always is (wide == 0)
        assert all(len(found) == 1 for found in by_labels.values())


def test_labels_may_leave_it_open_where_the_shares_are_intervals() -> None:
    shares = priors(("0.05", "0.9"), ("0.05", "0.9"), ("0.05", "0.9"))
    seen = SeveralClasses(shares, TENTH).seen("m", "", np.array([[95], [3], [2]]))
    assert (seen.verdict, seen.labels, seen.always) == (Verdict.UNKNOWN, 5, False)


def test_a_class_predicted_nearly_alone_is_a_collapse() -> None:
    known = priors(("0.3", "0.4"), ("0.3", "0.4"), ("0.2", "0.3"))
    for counts, verdict in (
        ((1000, 0, 0), Verdict.COLLAPSED),
        ((990, 5, 5), Verdict.COLLAPSED),
        ((960, 20, 20), Verdict.UNKNOWN),
        ((400, 300, 300), Verdict.FINE),
    ):
        assert judge(counts, class_ranges(counts, known), TENTH).verdict is verdict


def test_impossible_shares_are_refused() -> None:
    for ends, told in (
        ([("0.5", "0.6"), ("0.5", "0.6")], None),
        ([("0.6", "0.7"), ("0.6", "0.7")], "sum of 1"),
        ([("0", "0.7"), ("0.6", "0.7")], "may then be absent"),
        ([("0.01", "0.2")] * 13, "more than 12"),
    ):
        if told is None:
            priors(*ends)
        else:
            with pytest.raises(ValueError, match=told):
                priors(*ends)
