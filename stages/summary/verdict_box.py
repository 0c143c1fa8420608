"""The box at the top: three questions, three answers in plain words."""

from stages.summary.collapse_answer import collapse_answer
from stages.summary.findings import Findings
from stages.summary.line_answers import inflation_answer, line_answer
from stages.summary.line_words import CLEAR_GAIN, PLANES
from stages.summary.markdown import bullets, quoted
from stages.summary.numbers import figure
from stages.summary.verdict_lines import VERDICTS, family_verdicts, pooled_verdicts


def verdict_box(found: Findings) -> str:
    """Collapse on the embedding and not on the raw rows? Does it inflate R^2? Is there a line?"""
    answers = [
        f"**Collapse on the embedding and not on the raw rows?** {collapse_answer(found)}",
        f"**Does collapse inflate R² (by {figure(CLEAR_GAIN, 1)} or more)?** "
        + " ".join(inflation_answer(found, plane) for plane in PLANES),
        f"**Is there a line without the collapsed?** {line_answer(found)}",
    ]
    head = (
        "**Verdict.** A configuration *near-collapses* where it predicts one class almost always "
        f"(statistic below {figure(found.setting.epsilon)}).{_scope(found)}"
    )
    return quoted(head, bullets(answers), pooled_verdicts(found), VERDICTS, family_verdicts(found))


def _scope(found: Findings) -> str:
    if len(found.setting.seeds) > 1:
        return ""
    return " One seed was trained: other seeds, rows or words may change every count below."
