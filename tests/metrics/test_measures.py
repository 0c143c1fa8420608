import numpy as np

from stages.metrics.measures import embedded_only, memberships

KINDS = np.array(
    [
        [0, 1, 2, 1, 0],
        [0, 1, 1, 0, 2],
        [0, 1, 2, 0, 0],
    ],
    dtype=np.int8,
)
EXPECTED = {
    ("id", 0): 3, ("positive_id", 0): 2, ("negative_id", 0): 1,
    ("target", 1): 3, ("positive_target", 1): 2, ("negative_target", 1): 1,
    ("strong", 1): 2, ("projection", 1): 4, ("positive_strong", 1): 1,
    ("negative_strong", 1): 0, ("mixed_strong", 1): 1,
    ("target", 2): 2, ("positive_target", 2): 1, ("negative_target", 2): 1,
    ("strong", 2): 2, ("projection", 2): 3, ("positive_strong", 2): 1,
    ("negative_strong", 2): 1, ("mixed_strong", 2): 0,
    ("all_domains", None): 2,
}  # fmt: skip


def test_every_measure_has_the_count_worked_out_by_hand():
    got = {(member.measure, member.target): member.values.sum() for member in memberships(KINDS)}
    assert got == EXPECTED


def test_replicates_stand_before_the_trials():
    stacked = np.stack([KINDS, KINDS[:, ::-1]])
    for member, alone in zip(memberships(stacked), memberships(KINDS), strict=True):
        assert np.array_equal(member.values, np.stack([alone.values, alone.values[::-1]]))


def test_a_target_of_one_class_leaves_its_own_measures_undefined():
    kinds = KINDS.copy()
    kinds[2] = -1
    for member in memberships(kinds):
        undefined = member.target in (2, None)
        assert np.isnan(member.values).all() == undefined


def test_collapse_among_the_well_defined_counts_only_what_is_fine_on_the_raw_arm():
    raw = np.array([[0, 0, 1, 2, -1, -1, 0]], dtype=np.int8)
    embedded = np.array([[1, 0, 1, 0, -1, 1, -1]], dtype=np.int8)
    (member,) = embedded_only(raw, embedded)
    assert np.array_equal(member.values, [1, 0, *[np.nan] * 5], equal_nan=True)
