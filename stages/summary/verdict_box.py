"""The box at the top: three questions, three answers in plain words."""

from dataclasses import dataclass

from stages.summary.collapse_answer import collapse_answer
from stages.summary.findings import Findings
from stages.summary.line_answers import inflation_answer, line_answer
from stages.summary.line_words import CLEAR_GAIN, PLANES
from stages.summary.markdown import bullets, quoted
from stages.summary.numbers import figure
from stages.summary.verdict_lines import MEANT, family_verdicts, pooled_verdicts


@dataclass(frozen=True)
class Answer:
    """A question of the audit and what it found.

    `told`: Markdown, each one opening with a few words of ours and a colon: `Yes: on CA ...`.
    """

    question: str
    told: tuple[str, ...]


def verdict_box(found: Findings) -> str:
    """Collapse on the embedding and not on the raw rows? Does it inflate R^2? Is there a line?"""
    told = [f"**{answer.question}** {' '.join(answer.told)}" for answer in answers(found)]
    head = f"**Verdict.** {lead(found)}"
    return quoted(head, bullets(told), pooled_verdicts(found), MEANT, family_verdicts(found))


def answers(found: Findings) -> tuple[Answer, ...]:
    """The three questions, answered."""
    return (
        Answer("Collapse on the embedding and not on the raw rows?", (collapse_answer(found),)),
        Answer(
            f"Does collapse inflate R² (by {figure(CLEAR_GAIN, 1)} or more)?",
            tuple(inflation_answer(found, plane) for plane in PLANES),
        ),
        Answer(
            "Is there a line without the collapsed?",
            tuple(line_answer(found, plane) for plane in PLANES),
        ),
    )


def lead(found: Findings) -> str:
    """What a near-collapse is, and how far one seed carries."""
    meant = (
        "A configuration *near-collapses* where it predicts one class almost always (statistic "
        f"below {figure(found.setting.epsilon)})."
    )
    if len(found.setting.seeds) > 1:
        return meant
    return f"{meant} One seed was trained: other seeds, rows or words may change every count below."
