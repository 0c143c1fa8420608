"""Which rows are of the positive class."""

from dataclasses import dataclass

from stages.data.files.cells import Mask, Names
from stages.data.files.description import Description
from stages.data.files.faults import Faults, places, shown, some
from stages.data.files.sheet import Sheet


@dataclass(frozen=True)
class Labels:
    """The label column; `used`: rows of the domains that the study takes, `of_source`: of the
    source among them.
    """

    sheet: Sheet
    description: Description
    names: Names
    used: Mask
    of_source: Mask

    def check(self, faults: Faults) -> None:
        """Add faults for rows without label, positive values that never occur, a single class.

        The last two of a whole sheet only: what is missing may be in the rows that were not read.
        """
        where = f"{self.sheet.file}, column {shown(self.description.label)} (label)"
        missing = self.sheet.places[self.names.is_missing & self.used]
        if len(missing):
            what = f"no label in {places(self.sheet.unit, missing)}"
            faults.add(where, what, "Fill it or drop the rows.")
        if not self.sheet.is_whole:
            return
        there = self.names.among(self.used)
        absent = [value for value in self.description.positive if value not in there]
        if absent:
            what = f"positive is {some(absent)}, not among the values there: {some(there)}"
            cure = "Write those of the positive class at `positive`, as they stand there."
            faults.add(where, what, cure)
        elif not self._single(where, self.used, "the table", faults):
            self._single(where, self.of_source & self.used, "the source", faults)

    def _single(self, where: str, rows: Mask, name: str, faults: Faults) -> bool:
        labelled = rows & ~self.names.is_missing
        positive = self.names.equal(*self.description.positive)[labelled]
        if not len(positive) or (positive.any() and not positive.all()):
            return False
        kind = "positive" if positive.all() else "negative"
        values = some(self.names.among(labelled))
        what = f"all {len(positive):,} rows of {name} are {kind} ({values})"
        faults.add(where, what, "Two classes are needed: mend `positive`, or the choice of rows.")
        return True

    def notes(self) -> tuple[str, ...]:
        """Which values count as negative, where those are several."""
        positive = self.description.positive
        others = [name for name in self.names.among(self.used) if name not in positive]
        if len(others) < 2:
            return ()
        label = shown(self.description.label)
        return (f"Every value of {label} but {some(positive)} counts as negative: {some(others)}.",)
