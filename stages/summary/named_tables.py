"""Names of the tables that a report is made of, and which of their columns are text."""

from typing import Final

AUDITED: Final = (
    "agreement", "best", "bindings", "collapse", "confusion", "kinds", "lines", "paired", "seeds",
    "systematic", "verdicts",
)  # fmt: skip
"""Written by every audit."""

CERTAIN: Final = ("certificate", "certificate_path", "claims")
"""Written by an audit that has something to say of them."""

STUDY: Final = (
    "causes", "certificate", "certificate_path", "dials", "examined", "expected", "ladder",
    "phases", "probes", "recommendation", "remedies", "remedy_lines", "remedy_scores",
)  # fmt: skip
"""Written by study=diagnosis; which of them depends on what ran."""

TEXT: Final = (
    "arm", "family", "config", "domain", "source", "target", "measure", "kind", "verdict", "reason",
    "cause", "claim", "diagram", "dial", "direction", "encoder", "lowers", "model", "page",
    "plane", "probe", "remedy", "repaired", "rung", "statement", "statistic", "worst_domain",
)  # fmt: skip
"""Columns that stay strings, whatever their cells look like."""
