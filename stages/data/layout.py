"""The rows of a whole study: every domain read, split and checked before any is written."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from stages.data.roles import source_and_targets
from stages.data.source import DataSource, DomainRows
from stages.data.splits import FEWEST, Size, Split, split_source, split_target
from stages.storage.names import domain_stem
from stages.storage.seeds import generator

RESERVED: Final = frozenset({"trials", "scores"})
"""Names of the tables that stand beside those of the domains."""


@dataclass(frozen=True)
class Domain:
    """One domain: its rows, and the split of each ("" for those left out)."""

    name: str
    is_source: bool
    rows: DomainRows
    split: npt.NDArray[np.str_]

    @property
    def stem(self) -> str:
        """The domain's name in paths and tables."""
        return domain_stem(self.name)

    @property
    def notes(self) -> tuple[str, ...]:
        """Those of the data set, and whether a target has one class only."""
        of_splits = () if self.is_source else tuple(
            f"All {rows:,} test rows are {kind}: what needs both classes is undefined here and "
            "stands empty."
            for rows, _, kind in self._one_class()
        )  # fmt: skip
        return (*self.rows.notes, *of_splits)

    def faults(self) -> tuple[str, ...]:
        """Why no study can be made of these rows: too few, or a source split of one class."""
        if len(self.split) < FEWEST:
            return (
                f"Got {len(self.split)} rows of the domain {self.name!r}; expected at least "
                f"{FEWEST}. Leave it out of data.targets, or choose another data.source.",
            )
        if not self.is_source:
            return ()
        positives, rows = int(self.rows.positive.sum()), len(self.split)
        return tuple(
            f"Got {count:,} {split} rows of the source {self.name!r}, all {kind} (of its {rows:,} "
            f"rows {positives:,} are positive); expected both classes. Ask for more rows (size), "
            "choose another data.source, or another positive class."
            for count, split, kind in self._one_class()
        )

    def _one_class(self) -> list[tuple[int, str, str]]:
        """Rows, split and class of each split whose rows are of one class."""
        splits = [Split.TRAIN, Split.ID_TEST] if self.is_source else [Split.OOD_TEST]
        labels = [(split, self.rows.positive[self.split == split]) for split in splits]
        return [
            (len(label), str(split), "positive" if label.all() else "negative")
            for split, label in labels
            if label.all() or not label.any()
        ]


def lay_out(data: DataSource, size: Size) -> list[Domain]:
    """The source, then its targets; the split of a row depends on its own domain's rows only.

    Raises one ValueError that lists all that is wrong.
    """
    source, targets = source_and_targets(data)
    domains = []
    for name in (source, *targets):
        rows, is_source = data.rows(name), name == source
        split = np.full(len(rows.positive), "", dtype="U8")
        if len(split) >= FEWEST:
            draws = generator(data.seed, "split", name)
            split = (split_source if is_source else split_target)(len(split), size, draws)
        domains.append(Domain(name, is_source, rows, split))
    faults = [*_name_faults(domains), *(said for domain in domains for said in domain.faults())]
    if faults:
        raise ValueError("\n".join(f"{data.summary()}: {said}" for said in faults))
    return domains


def _name_faults(domains: list[Domain]) -> list[str]:
    """Domains that would share a file, also where case does not tell file names apart."""
    stems = Counter(domain.stem.casefold() for domain in domains)
    return [
        f"Got the domain {domain.name!r}, whose files {domain.stem!r} would be another's too; "
        "expected names that differ in more than their case. Rename it in the data."
        for domain in domains
        if stems[domain.stem.casefold()] > 1 or domain.stem.casefold() in RESERVED
    ]
