"""The diagnosis part of the page: why it collapses, what mends it, what was certain beforehand."""

from typing import Final

from stages.page.before_after import before_after_html
from stages.page.flow_drawing import flow_drawing
from stages.page.kind_drawing import kind_drawing
from stages.page.path_drawing import path_drawing, step_drawing
from stages.page.phase_drawing import expected_drawing, phase_drawing, phase_tables
from stages.page.remedy_drawings import remedy_drawings
from stages.page.section import Charts, Section, if_told
from stages.summary.causes import causes_section
from stages.summary.certificate import certificate_section
from stages.summary.claims import claims_section
from stages.summary.findings import Findings
from stages.summary.kinds import kinds_section
from stages.summary.phases import phases_section
from stages.summary.remedies import remedies_section

PART: Final = "Diagnosis"


def diagnosis_sections(found: Findings) -> list[Section]:
    """Those whose tables were written, in the order in which they are read."""
    kinds = Charts(PART, [kind_drawing(found)])
    causes = Charts(PART, [flow_drawing(found)])
    remedies = Charts(PART, remedy_drawings(found), before_after_html(found))
    certificate = Charts(PART, [path_drawing(found), step_drawing(found)])
    drawn = [expected_drawing(found), phase_drawing(found)]
    phases = Charts(PART, drawn, below=phase_tables(found))
    return [
        *if_told(found, "kinds", "Kinds", kinds_section(found), kinds),
        *if_told(found, "causes", "Causes", causes_section(found), causes),
        *if_told(found, "remedies", "Remedies", remedies_section(found), remedies),
        *if_told(found, "certificate", "Certificate", certificate_section(found), certificate),
        *if_told(found, "phases", "Phases", phases_section(found), phases),
        *if_told(found, "claims", "Claims", claims_section(found), Charts(PART)),
    ]
