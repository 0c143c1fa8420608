"""Which families never collapse strictly on the raw rows."""

from stages.summary.collapse_words import of
from stages.summary.findings import Findings, Level
from stages.summary.markdown import code, escape
from stages.summary.numbers import listed, number


def well_defined_block(found: Findings) -> str:
    """The families well-defined on the source and the others, with what the targets change."""
    setting = found.setting
    known = {family: found.metric("well_defined", family) for family in setting.families}
    yes = [family for family, value in known.items() if value == 1]
    no = [family for family, value in known.items() if value == 0]
    strict = {
        family: of(found.collapse(setting.raw, family, "id", setting.source, Level.STRICT))
        for family in no
    }
    parts = [
        f"Yes: {listed([code(family) for family in yes]) or 'none'}",
        f"no: {listed([f'{code(family)} ({strict[family]})' for family in no]) or 'none'}",
    ]
    return (
        "**Is a family well-defined** (no configuration collapses strictly on the raw rows of "
        f"{escape(setting.names[setting.source])})? {'; '.join(parts)}.{_targets(found, yes)}"
    )


def _targets(found: Findings, families: list[str]) -> str:
    setting, told = found.setting, []
    for family in families:
        where = [
            escape(setting.names[stem])
            for stem in setting.targets
            if number(
                found.collapse(setting.raw, family, "projection", stem, Level.STRICT), "value"
            )
            > 0
        ]
        if where:
            told.append(f" {code(family)} does collapse strictly on {listed(where)}.")
    return "".join(told)
