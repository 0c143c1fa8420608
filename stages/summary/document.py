"""summary.md, whole."""

from stages.summary.best_table import best_section
from stages.summary.causes import causes_section
from stages.summary.certificate import certificate_section
from stages.summary.claims import claims_section
from stages.summary.collapse_section import collapse_section
from stages.summary.failures import failures_section
from stages.summary.findings import Findings
from stages.summary.further import further_section
from stages.summary.kinds import kinds_section
from stages.summary.line_section import lines_section
from stages.summary.notes import notes_section
from stages.summary.opening import first_line, opening
from stages.summary.paired import paired_section
from stages.summary.phases import phases_section
from stages.summary.remedies import remedies_section
from stages.summary.truth import truth_section
from stages.summary.vectors import vectors_section
from stages.summary.verdict_box import verdict_box


def summary(found: Findings) -> str:
    """The summary as Markdown: no time, no host, the same text for the same findings."""
    blocks = [
        first_line(found),
        verdict_box(found),
        opening(found),
        notes_section(found),
        collapse_section(found),
        paired_section(found),
        lines_section(found),
        best_section(found),
        kinds_section(found),
        causes_section(found),
        remedies_section(found),
        certificate_section(found),
        phases_section(found),
        claims_section(found),
        vectors_section(found),
        truth_section(found),
        failures_section(found),
        further_section(found),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"
