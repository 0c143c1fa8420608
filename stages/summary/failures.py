"""Trials that failed or diverged, each with its error, and how to see why and try them again."""

from stages.storage.names import trial_command
from stages.summary.findings import Findings
from stages.summary.markdown import bullets, code, escape, section, table
from stages.summary.numbers import several

TITLE = "Failed and diverged trials"
FAILED = "failed"
MOST = 5


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
    raw = found.setting.raw
    commands = [code(trial_command(arm, family, config, raw)) for arm, family, config in ids[:MOST]]
    more = [f"and {len(ids) - MOST} more"] if len(ids) > MOST else []
    pairs = sorted({(arm, family) for arm, family, _ in ids})
    again = [code(_stage(arm, family, raw)) for arm, family in pairs]
    return (
        "To see why, with the full traceback (trains that one alone, writes nothing):\n\n"
        f"{bullets([*commands, *more])}\n\n"
        "To train the failed ones again and nothing else, then `dvc repro`:\n\n"
        f"{bullets(again)}"
    )


def _stage(arm: str, family: str, raw: str) -> str:
    verb = f"baseline {family}" if arm == raw else f"train {arm} {family}"
    return f"python -m stages.{verb}"
