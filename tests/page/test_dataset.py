import json

import numpy as np
import pytest

from stages.charts.palette import FAMILY_COLOURS
from stages.page.dataset import dataset
from tests.page.made_page import HOSTILE, NEGATIVES, POSITIVES, failed, gathered


@pytest.fixture(scope="module")
def made():
    return dataset(gathered())


def test_every_column_has_a_cell_per_configuration_and_every_table_one_per_domain(made):
    size = len(made["config"])
    assert size == 16
    assert len(made["family"]) == size
    for model in made["models"]:
        for name in ("acl", "f1l", "tp", "fp"):
            assert [len(column) for column in model[name]] == [size] * 3
        assert [len(column) for column in model["state"]] == [size] * 2


def test_counts_and_scores_agree_with_one_another(made):
    for model in made["models"]:
        for domain in range(3):
            tp, fp = model["tp"][domain], model["fp"][domain]
            for true, false, score in zip(tp, fp, model["acl"][domain], strict=True):
                if true is not None:
                    assert score == pytest.approx((true + NEGATIVES - false) / 100)


def test_a_configuration_stands_at_the_same_place_in_every_column(made):
    page = gathered()
    frame = page.points.set_index(["arm", "family", "config", "target"])
    for side, arm in enumerate(("tabular", "minilm")):
        for place, config in enumerate(made["config"]):
            family = page.found.setting.families[made["family"][place]]
            expected = frame.loc[(arm, family, config, "PR"), "accuracy"]
            shown = made["models"][side]["acl"][1][place]
            assert shown is None if np.isnan(expected) else shown == pytest.approx(expected)


def test_what_failed_is_null_and_what_collapsed_has_its_state(made):
    embedded, families = made["models"][1], gathered().found.setting.families
    for place, config in enumerate(made["config"]):
        k, family = int(config[2:6]), families[made["family"][place]]
        assert embedded["state"][0][place] == (2 if k == 0 else 0)
        assert (embedded["tp"][0][place] is None) == failed("minilm", family, k, 8)
        if k == 0:
            assert (embedded["tp"][0][place], embedded["fp"][0][place]) == (POSITIVES, NEGATIVES)


def test_families_take_turns_and_have_their_colours(made):
    assert made["family"][:4] == [0, 1, 0, 1]
    assert [one["colour"] for one in made["families"]] == [
        FAMILY_COLOURS["lr"],
        FAMILY_COLOURS["rf"],
    ]


def test_constants_have_the_class_ratios_in_one_plane_and_their_f1_in_the_other(made):
    acl, f1l = made["planes"]["acl"], made["planes"]["f1l"]
    assert (acl["positive"], acl["negative"]) == ([0.6] * 3, [0.4] * 3)
    assert (f1l["positive"][0], f1l["negative"][0]) == (0.375, 0.2857)


def test_the_bayes_line_is_there_where_the_truth_is_known(made):
    assert [domain["bayes"] for domain in made["domains"]] == [0.82, 0.91, None]


def test_lines_are_those_of_the_table_with_the_pooled_one_last(made):
    line = made["lines"]["acl"][0][1][-1]
    assert line[:8] == [1.0, None, 0.9, 16.0, 1.0, None, 0.3, 13.0]
    assert line[8] == "spurious"
    assert made["lines"]["acl"][0][1][0][:4] == [None] * 4


def test_ratios_stand_by_domain_side_and_family(made):
    assert made["ratios"][0][1] == [[0.0, None, None], [0.375, None, None]]
    assert made["ratios"][1][1][1][0] == 0.25


def test_marks_that_turn_text_are_told_by_their_number():
    names = [domain["name"] for domain in dataset(gathered(names=HOSTILE))["domains"]]
    assert names[2].startswith("(U+202E)\"onload='window.broken=3'")
    assert "\u202e" not in json.dumps(names, ensure_ascii=False)
