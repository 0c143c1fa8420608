"""What the best possible rule does, where the true probabilities are known."""

import math

from stages.metrics.bayes import constant_is_optimal
from stages.summary.findings import Findings
from stages.summary.markdown import escape, section, table
from stages.summary.numbers import Row, figure, listed, number, percent

TITLE = "The truth, where it is known"
STATISTICS = ("bayes_s_positive", "bayes_s_negative")


def truth_section(found: Findings) -> str:
    """Bayes accuracy and Bayes collapse statistics per domain; where a constant is optimal."""
    records = {str(row["domain"]): row for row in found.truth.to_dict("records")}
    rows: dict[str, Row] = {
        stem: {str(key): value for key, value in records[stem].items()}
        for stem in found.setting.domains
        if stem in records
    }
    known = [stem for stem, row in rows.items() if not math.isnan(number(row, "bayes_accuracy"))]
    if not known:
        return section(TITLE, "The true probabilities of these rows are not known.")
    header = [
        "domain", "Bayes accuracy", "best of the embedding", "Bayes predicts positive", "s_T", "s_F"
    ]  # fmt: skip
    body = [_row(found, stem, rows[stem]) for stem in known]
    return section(
        TITLE,
        "The Bayes rule predicts the more probable class of every row: no model can beat its "
        "accuracy but by luck. s_T and s_F: its collapse statistics towards the positive and the "
        "negative class.",
        table(header, body),
        _optimal(found, {stem: rows[stem] for stem in known}),
    )


def _row(found: Findings, stem: str, row: Row) -> list[str]:
    return [
        escape(found.setting.names[stem]),
        figure(number(row, "bayes_accuracy"), 3),
        figure(found.metric("best", stem, "accuracy"), 3),
        percent(number(row, "bayes_predicted_positives")),
        *(figure(number(row, name), 3) for name in STATISTICS),
    ]


def _optimal(found: Findings, rows: dict[str, Row]) -> str:
    where = [
        escape(found.setting.names[stem])
        for stem, row in rows.items()
        if constant_is_optimal(
            {name: number(row, name) for name in STATISTICS}, found.setting.epsilon
        )
    ]
    if not where:
        return "Nowhere is a constant optimal: the Bayes rule itself near-collapses on no domain."
    return (
        f"A constant is optimal on {listed(where)}: there the Bayes rule itself near-collapses, "
        "so a model that does the same may be right."
    )
