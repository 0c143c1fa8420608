"""What the data set has to say about its own rows."""

from stages.summary.findings import Findings
from stages.summary.markdown import bullets, escape, section

TITLE = "Notes on the data"


def notes_section(found: Findings) -> str:
    """Every note under its domain, in the order of the domains; "" where there is none."""
    told = {stem: _notes(found, stem) for stem in found.setting.domains}
    lines = [
        f"On {escape(found.setting.names[stem])}: {' '.join(notes)}"
        for stem, notes in told.items()
        if notes
    ]
    return section(TITLE, bullets(lines)) if lines else ""


def _notes(found: Findings, stem: str) -> list[str]:
    of_domain = found.notes[found.notes["domain"] == stem]
    return [escape(note) for note in of_domain["note"]]
