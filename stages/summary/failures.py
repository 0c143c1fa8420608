"""Trials that failed or diverged, each with its error."""

from stages.summary.findings import Findings
from stages.summary.markdown import code, escape, section, table
from stages.summary.numbers import several


def failures_section(found: Findings) -> str:
    """Every trial that is not ok; extras outside the grid are marked."""
    trials = found.trials
    failed = trials[trials["status"] != "ok"].sort_values(["arm", "family", "config"])
    if failed.empty:
        told = f"None: {several(len(trials), 'trial')} trained, all ok." if len(trials) else "None."
        return section("Failed and diverged trials", told)
    header = ["arm", "family", "configuration", "in the grid", "status", "error"]
    body = [
        [
            code(row["arm"]),
            code(row["family"]),
            code(row["config"]),
            "yes" if row["in_grid"] else "no",
            escape(row["status"]),
            escape(row["error"]) if isinstance(row["error"], str) else "",
        ]
        for row in failed.to_dict("records")
    ]
    return section(
        "Failed and diverged trials",
        f"{several(len(failed), 'trial')} of {len(trials):,} {_stay(len(failed))}",
        table(header, body, text_columns=len(header)),
    )


def _stay(count: int) -> str:
    verbs = "stays" if count == 1 else "stay"
    return f"did not end well and {verbs} in the ratios' denominators, as not collapsed."
