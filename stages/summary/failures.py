"""Trials that failed or diverged, each with its error, and how to try them again."""

from stages.summary.findings import Findings
from stages.summary.markdown import bullets, code, escape, section, table
from stages.summary.numbers import several

TITLE = "Failed and diverged trials"
FAILED = "failed"


def failures_section(found: Findings) -> str:
    """Every trial that is not ok; extras outside the grid are marked."""
    trials = found.trials
    bad = trials[trials["status"] != "ok"].sort_values(["arm", "family", "config"])
    if bad.empty:
        told = f"None: {several(len(trials), 'trial')} trained, all ok." if len(trials) else "None."
        return section(TITLE, told)
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
        for row in bad.to_dict("records")
    ]
    return section(
        TITLE,
        f"{several(len(bad), 'trial')} of {len(trials):,} {_stay(len(bad))}",
        table(header, body, text_columns=len(header)),
        _again(found),
    )


def _stay(count: int) -> str:
    verbs = "stays" if count == 1 else "stay"
    return f"did not end well and {verbs} in the ratios' denominators, as not collapsed."


def _again(found: Findings) -> str:
    """The commands that train the failed ones alone: finished ones are taken from their pieces."""
    failed = found.trials[found.trials["status"] == FAILED]
    pairs = sorted(set(failed[["arm", "family"]].itertuples(index=False, name=None)))
    if not pairs:
        return ""
    raw = found.setting.raw
    commands = [
        f"python -m stages.baseline {family}" if arm == raw else _train(arm, family)
        for arm, family in pairs
    ]
    told = "To train the failed ones again and nothing else, then `dvc repro`:"
    return f"{told}\n\n{bullets(code(command) for command in commands)}"


def _train(arm: str, family: str) -> str:
    return f"python -m stages.train {arm} {family}"
