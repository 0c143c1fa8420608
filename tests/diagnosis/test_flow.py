import pandas as pd

from stages.diagnosis.flow import flow
from stages.diagnosis.shared import shared_settings
from stages.diagnosis.words import CAUSE, EXAMINED


def test_the_flow_counts_configurations_by_family_kind_and_cause():
    rows = [("minilm", "lr", f"c{n}", "threshold", "threshold") for n in range(3)]
    rows += [("minilm", "rf", "c", None, "unexplained"), ("minilm", "rf", "d", "score", "seed")]
    counts = [("minilm", "lr", 9, 3), ("minilm", "rf", 2, 2), ("minilm", "svm", 0, 0)]
    examined = pd.DataFrame(counts, columns=list(EXAMINED))
    table = flow(pd.DataFrame(rows, columns=list(CAUSE)), examined)
    assert table.values.tolist() == [
        ["minilm", "lr", "threshold", "threshold", 3, 3, 9],
        ["minilm", "rf", "score", "seed", 1, 2, 2],
        ["minilm", "rf", "unknown", "unexplained", 1, 2, 2],
    ]


def test_without_collapses_there_is_no_flow():
    examined = pd.DataFrame([("minilm", "lr", 0, 0)], columns=list(EXAMINED))
    assert flow(pd.DataFrame(columns=list(CAUSE)), examined).empty


def test_shared_settings_are_those_that_the_grid_varies():
    grid = [f"a={a},b={b},c=1;seed=0" for a in (1, 2) for b in (1, 2)]
    assert shared_settings(grid[:2], grid) == ["a=1"]
    assert shared_settings(grid[:1], grid) == []
    assert shared_settings(grid, grid) == []
