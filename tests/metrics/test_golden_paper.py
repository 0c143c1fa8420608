"""The published figures of arXiv 2506.17989 (shared/golden/paper) from this project's functions."""

import json
from decimal import ROUND_DOWN, Decimal

import numpy as np
import pandas as pd
import pytest

from stages.metrics.collapse import (
    Collapse,
    any_collapse,
    collapse,
    positive_collapse,
    positive_strong,
    projection_collapse,
    strong_collapse,
)
from stages.metrics.confusion import ConfusionCounts, accuracy
from stages.metrics.paired import paired
from stages.metrics.statistic import statistic_negative, statistic_positive
from stages.metrics.systematic import arms_collapsed, domains_collapsed


@pytest.fixture
def paper(shared):
    return shared / "golden" / "paper"


@pytest.fixture
def worked(paper):
    return json.loads((paper / "worked_examples.json").read_text())


@pytest.fixture
def counted(paper):
    states = pd.read_csv(paper / "table4_states.csv").set_index("state")
    table = pd.read_csv(paper / "table5_predicted_negatives.csv")
    counts = {}
    for line in table.itertuples():
        positives = states.at[line.state, "positives_lt50k"]
        negatives = states.at[line.state, "negatives_gt50k"]
        cells = (positives - line.FN, line.FN, negatives - line.TN, line.TN)
        counts[line.encoder, line.state] = ConfusionCounts(*(np.array([c]) for c in cells))
    return counts


def test_class_sizes_and_ratios_of_the_states_agree(paper):
    states = pd.read_csv(paper / "table4_states.csv")
    total = states["positives_lt50k"] + states["negatives_gt50k"]
    assert (total == states["test_size"]).all()
    share = 100 * states["positives_lt50k"] / total
    assert share.to_numpy() == pytest.approx(states["positive_percent"].to_numpy(), abs=1e-3)


def test_near_collapse_sums_are_as_published(counted, worked):
    examples = worked["near_collapse_sums"]
    epsilon = examples.pop("epsilon")
    for name, expected in examples.items():
        counts = counted[tuple(name.split("|"))]
        share = counts.tn / counts.negatives, counts.fn / counts.positives
        assert share[0][0] == pytest.approx(expected["TN_over_N"], abs=5e-8)
        assert share[1][0] == pytest.approx(expected["FN_over_P"], abs=5e-8)
        total = expected["TN_over_N"] + expected["FN_over_P"]
        assert statistic_positive(counts)[0] == pytest.approx(total, abs=1e-7)
        assert statistic_negative(counts)[0] == pytest.approx(2 - total, abs=1e-7)
        near = collapse(counts, epsilon)[0] == Collapse.POSITIVE
        assert near == expected["near_collapse"]


def test_strict_collapses_are_the_rows_without_predicted_negatives(counted):
    for counts in counted.values():
        expected = Collapse.POSITIVE if counts.predicted_negatives[0] == 0 else Collapse.NONE
        assert collapse(counts)[0] == expected


def test_cross_encoder_accuracies_follow_from_the_counts(counted, paper):
    table = pd.read_csv(paper / "table8_cross_encoder_accuracy.csv", dtype=str)
    for line in table[table["test_encoder"] != "e5"].to_dict("records"):
        for state in ("CA", "PR", "AL", "AZ", "AK", "AR"):
            printed = Decimal(line[state])
            percent = Decimal(float(100 * accuracy(counted[line["test_encoder"], state])[0]))
            assert percent.quantize(printed, rounding=ROUND_DOWN) == printed


def test_figure_2b_is_the_share_of_strict_and_near_strong_collapses(worked):
    figure = worked["figure_2b"]
    kinds = np.zeros(figure["configs"], dtype=np.int8)
    kinds[: figure["strict_strong"] + figure["near"]] = Collapse.POSITIVE
    percent = 100 * positive_strong(kinds, kinds).mean()
    assert percent == pytest.approx(figure["PCR_s_percent"], abs=0.01)


def test_figure_2c_is_an_intersection_and_a_union(worked):
    figure = worked["figure_2c"]
    source, target = np.zeros((2, figure["configs"]), dtype=np.int8)
    source[: figure["collapsed_S"]] = Collapse.POSITIVE
    start = figure["collapsed_S"] - figure["strong"]
    target[start : start + figure["collapsed_Q"]] = Collapse.POSITIVE
    assert strong_collapse(source, target).sum() == figure["strong"]
    assert projection_collapse(source, target).sum() == figure["projection"]
    ratios = {
        "PCR_S_percent": positive_collapse(source),
        "PCR_Q_percent": positive_collapse(target),
        "PCR_s_percent": positive_strong(source, target),
        "PCR_p_percent": projection_collapse(source, target),
    }
    for name, member in ratios.items():
        assert 100 * member.mean() == pytest.approx(figure[name], abs=0.01)
    assert figure["projection"] == figure["collapsed_S"] + figure["collapsed_Q"] - figure["strong"]


def test_the_forests_paired_table_has_the_published_cells(worked):
    figure = worked["rf_not_well_defined_sfr"]
    raw, embedded = np.zeros((2, figure["configs"]))
    raw[: figure["tabular_strong"]] = 1
    start = figure["tabular_strong"] - figure["both"]
    embedded[start : start + figure["embedding_strong"]] = 1
    table = paired(raw, embedded)
    assert vars(table) == {name: figure[name] for name in ("n00", "n01", "n10", "n11")}
    assert table.collapse_wd == pytest.approx(8 / 75)


def test_seven_configurations_collapse_for_all_four_encoders(worked, paper):
    figure = worked["mlp_strong_collapses_CA_PR"]
    listed = pd.read_csv(paper / "table3_collapsing_mlp_configs.csv")
    assert listed["config"].nunique() == len(listed) == figure["all_four"]
    kinds = np.zeros((4, 2, figure["configs"]), dtype=np.int8)
    start = figure["all_four"]
    for place, encoder in enumerate(("linq", "zeta", "sfr", "e5")):
        kinds[place, :, : figure["all_four"]] = Collapse.POSITIVE
        rest = figure[encoder] - figure["all_four"]
        begin = start if encoder != "e5" else start + 5
        kinds[place, :, begin : begin + rest] = Collapse.POSITIVE
    arms = arms_collapsed(domains_collapsed(kinds), least=2)
    strong = [any_collapse(kind).prod(axis=0).sum() for kind in kinds]
    assert strong == [figure[name] for name in ("linq", "zeta", "sfr", "e5")]
    assert (arms == 4).sum() == figure["all_four"]
