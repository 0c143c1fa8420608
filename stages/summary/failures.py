"""Trials that failed or diverged, each with its error, and how to see why and try them again."""

from stages.storage.arms import SEE_WHY, stage_command, trial_commands
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
    """The commands that show why a trial failed, and how the failed ones are tried again."""
    failed = found.trials[found.trials["status"] == FAILED].sort_values(["arm", "family", "config"])
    if failed.empty:
        return ""
    ids = list(failed[["arm", "family", "config"]].itertuples(index=False, name=None))
    commands, more = trial_commands(ids)
    pairs = sorted({(arm, family) for arm, family, _ in ids})
    again = [code(stage_command(arm, family)) for arm, family in pairs]
    return (
        f"{SEE_WHY}\n\n"
        f"{bullets([*map(code, commands), *filter(None, [more])])}\n\n"
        "To train the failed ones again and nothing else, then `dvc repro`:\n\n"
        f"{bullets(again)}"
    )
