import json

import numpy as np
import pytest

from stages.metrics.plane import plane_json, plane_records
from tests.metrics.audit_frames import frames_of, grid

FIELDS = [
    "arm", "family", "config", "target", "id_accuracy", "accuracy", "id_f1", "f1", "collapsed",
    "where", "strict",
]  # fmt: skip
GOOD, POSITIVE, NEGATIVE = [5, 1, 1, 3], [6, 0, 4, 0], [0, 6, 0, 4]
NEAR = [60, 0, 39, 1]  # s_T = 1/40


@pytest.fixture
def records():
    """Four models of ten rows a half: fine, positive on both, mixed, on the targets only."""
    trials = grid("minilm", "lr", {"C": [1, 2, 3, 4]})
    source = np.array([[cells, cells] for cells in (GOOD, POSITIVE, POSITIVE, GOOD)])
    target = np.array([[cells, cells] for cells in (GOOD, POSITIVE, NEGATIVE, NEGATIVE)])
    frames = frames_of(trials, {"CA": source, "AL": target, "AK": target})
    return plane_records(frames.counts, frames.trials, frames.domains, 0.1)


def test_records_are_flat_sorted_and_complete(records):
    assert [list(record) for record in records] == [FIELDS] * 8
    keys = [(record["config"], record["target"]) for record in records]
    assert keys == sorted(keys)


def test_collapse_is_named_by_class_and_place(records):
    there = [record for record in records if record["target"] == "AL"]
    assert [(record["collapsed"], record["where"], record["strict"]) for record in there] == [
        ("none", "none", 0),
        ("positive", "both", 1),
        ("mixed", "both", 1),
        ("negative", "target", 1),
    ]


def test_scores_worked_by_hand(records):
    first = records[0]
    assert (first["id_accuracy"], first["accuracy"]) == (0.8, 0.8)
    # F1: 10/12 and 6/8
    assert first["f1"] == round((10 / 12 + 6 / 8) / 2, 6)
    assert records[2]["id_f1"] == 0.375  # TR / (1 + TR) = .6 / 1.6


def test_a_near_collapse_is_not_strict():
    trials = grid("minilm", "lr", {"C": [1]})
    tables = {stem: np.array([[NEAR, NEAR]]) for stem in ("CA", "AL")}
    frames = frames_of(trials, tables)
    (record,) = plane_records(frames.counts, frames.trials, frames.domains, 0.1)
    assert (record["collapsed"], record["where"], record["strict"]) == ("positive", "both", 0)
    (record,) = plane_records(frames.counts, frames.trials, frames.domains, 0.02)
    assert record["collapsed"] == "none"


def test_the_file_is_strict_json_with_a_record_a_line_and_six_digits(records):
    text = plane_json(records)
    assert json.loads(text, parse_constant=pytest.fail) == records
    assert len(text.splitlines()) == len(records) + 2
    third = frames_of(
        grid("minilm", "lr", {"C": [1]}), {s: np.array([[[1, 0, 1, 1]] * 2]) for s in ("CA", "AL")}
    )
    (record,) = plane_records(third.counts, third.trials, third.domains, 0.1)
    assert record["accuracy"] == 0.666667


def test_no_points_no_records():
    trials = grid("minilm", "lr", {"C": [1]}).assign(status="failed")
    frames = frames_of(trials, {s: np.array([[GOOD, GOOD]]) for s in ("CA", "AL")})
    assert plane_records(frames.counts, frames.trials, frames.domains, 0.1) == []
    assert json.loads(plane_json([])) == []
