"""The page's sections, in the order in which they are read."""

from string import Template

from stages.page.details import pair_intervals, reading_section, systematic_table
from stages.page.diagnosis import diagnosis_sections
from stages.page.parts import part
from stages.page.section import Charts, Section, if_told
from stages.page.section import told as _told
from stages.page.words import isolated
from stages.summary.best_table import best_section
from stages.summary.collapse_section import collapse_section
from stages.summary.failures import failures_section
from stages.summary.findings import Findings
from stages.summary.further import further_section
from stages.summary.line_section import lines_section
from stages.summary.markdown import plain
from stages.summary.notes import notes_section
from stages.summary.opening import opening
from stages.summary.paired import paired_section
from stages.summary.truth import truth_section
from stages.summary.vectors import vectors_section


def sections(found: Findings) -> list[Section]:
    """Everything below the verdict."""
    planes = Template(part("planes.html")).substitute(
        source=isolated(plain(found.setting.names[found.setting.source]))
    )
    pairs = f"{paired_section(found)}\n\n{pair_intervals(found)}"
    collapse = f"{collapse_section(found)}\n\n{systematic_table(found)}"
    return [
        Section("planes", "Planes", planes),
        _told(found, "collapse", "Collapse", collapse, Charts(above=part("ratios.html"))),
        _told(found, "pairs", "Pairs", pairs),
        _told(found, "lines", "Lines", lines_section(found)),
        _told(found, "best", "Best", best_section(found)),
        *diagnosis_sections(found),
        _told(found, "audited", "Audited", f"## What was audited\n\n{opening(found)}"),
        *if_told(found, "notes", "Notes", notes_section(found)),
        _told(found, "vectors", "Vectors", vectors_section(found)),
        _told(found, "truth", "Truth", truth_section(found)),
        _told(found, "failures", "Failures", failures_section(found)),
        _told(found, "further", "Further", further_section(found)),
        _told(found, "reading", "Reading", reading_section(found)),
    ]
