"""Which rows belong to which domain, and which domains are the source and its targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from stages.data.files.cells import Mask, Names
from stages.data.files.description import Description
from stages.data.files.faults import Faults, nearest, places, shown, some
from stages.data.files.sheet import Sheet
from stages.data.splits import FEWEST
from stages.text.plain import plain

_SETTING: Final = "Mend it in the description or with `-S data.{0}=...`."


@dataclass(frozen=True)
class Roles:
    """The source; its targets, None for every other domain."""

    source: str | None
    targets: tuple[str, ...] | None

    @classmethod
    def of(
        cls,
        description: Description | None,
        source: str | int | float | None,
        targets: str | int | float | Sequence[str | int | float] | None,
    ) -> "Roles":
        """The settings of `data`, and of the description where those are null."""
        said = description or _NOTHING
        listed = [targets] if isinstance(targets, str | int | float) else targets
        return cls(
            said.source if source is None else plain(source),
            said.targets if listed is None else tuple(map(plain, listed)),
        )

    def used(self, domains: Names, everywhere: Mask) -> Mask:
        """The rows of the source and its targets; all, where one of these is not known."""
        if self.targets is None or not {self.source, *self.targets} <= set(domains.names):
            return everywhere
        return domains.equal(self.source or "", *self.targets)


_NOTHING: Final = Roles(None, None)


def check_domains(sheet: Sheet, column: str, domains: Names, roles: Roles, faults: Faults) -> None:
    """Add faults for rows without domain, unknown or illegal roles, and domains of few rows.

    What is missing or few is told of a whole sheet only: it may be in the rows that were not read.
    """
    where = f"{sheet.file}, column {shown(column)} (domain)"
    missing = sheet.places[domains.is_missing]
    if len(missing):
        faults.add(where, f"empty in {places(sheet.unit, missing)}", "Fill it or drop the rows.")
    known = sorted(domains.names)
    if roles.source is None:
        cure = f"Name one in the description (`source: ...`); the file has {some(known)}."
        faults.add("source", "got nothing, expected one of the domains", cure)
    chosen = [("source", roles.source or ""), *(("targets", x) for x in roles.targets or ())]
    for role, name in chosen:
        if name and name not in known and sheet.is_whole:
            what = f"got {shown(name)}, not in {where} ({nearest(name, known)})"
            faults.add(role, what, _SETTING.format(role))
    if roles.source in (roles.targets or ()):
        what = f"the source {shown(roles.source)} is among them; a target is another domain"
        faults.add("targets", what, _SETTING.format("targets"))
    if not roles.targets and len(known) < 2 and sheet.is_whole:
        cure = "The audit compares one domain with others: give the rows at least two."
        faults.add(where, f"got the domains {some(known)}, expected at least two", cure)
    elif roles.targets == ():
        faults.add("targets", "got an empty list", _SETTING.format("targets"))
    if sheet.is_whole and not len(missing):
        _check_few(where, domains, roles, faults)


def _check_few(where: str, domains: Names, roles: Roles, faults: Faults) -> None:
    everywhere = np.ones(len(domains.codes), dtype=np.bool_)
    codes = domains.codes[roles.used(domains, everywhere)]
    counts = np.bincount(codes[codes >= 0], minlength=len(domains.names))
    few = {name: n for name, n in zip(domains.names, counts, strict=True) if 0 < n < FEWEST}
    if few:
        listed = [f"{name} ({few[name]})" for name in sorted(few)]
        cure = "List the larger ones in `targets`, or merge small ones in the file."
        what = f"domains of fewer than {FEWEST} rows: {some(listed)}"
        faults.add(where, what, cure)
