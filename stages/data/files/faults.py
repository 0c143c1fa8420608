"""What is wrong with a user's files: all of it at once, each with its place and its cure."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from stages.storage.names import FIRST, closest, first_few

_WIDEST: Final = 60


@dataclass(frozen=True)
class Faults:
    """Sentences on what must be mended, in the order found; `files` names what was read."""

    files: str
    found: list[str] = dataclasses.field(default_factory=list)

    def add(self, where: str, what: str, cure: str) -> None:
        """One fault: the file (and column) it is in, what came and was expected, what to do."""
        self.found.append(f"{where}: {what}. {cure}")

    def refusal(self) -> ValueError:
        """The error that lists every fault found."""
        if len(self.found) == 1:
            return ValueError(f"{self.files} can't be used: {self.found[0]}")
        listed = "\n".join(f"  {place}. {said}" for place, said in enumerate(self.found, 1))
        return ValueError(f"{self.files} can't be used, for {len(self.found)} reasons:\n{listed}")

    def demand(self) -> None:
        """Raise the refusal if there is any fault."""
        if self.found:
            raise self.refusal()


def shown(value: object) -> str:
    """A value of a user's file as a person may see it in any terminal: quoted, escaped, cut."""
    text = repr(str(value))
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]}...'"


def some(values: Sequence[object]) -> str:
    """The first values, and how many there are where those are not all."""
    listed = [shown(value) for value in values[: FIRST + 1]]
    return f"{first_few(listed)}{_of_all(len(values))}"


def places(unit: str, numbers: npt.NDArray[np.int64]) -> str:
    """Such as `lines 3, 5, 8, 9, 12, ... (17 in all)`."""
    several = f"{unit}s" if len(numbers) > 1 else unit
    return f"{several} {first_few(numbers)}{_of_all(len(numbers))}"


def nearest(name: str, known: Iterable[str]) -> str:
    """The known names that look most like this one, as a sentence."""
    close = closest(name, known)
    return f"nearest: {' or '.join(map(shown, close))}" if close else "there is none"


def _of_all(count: int) -> str:
    return f" ({count:,} in all)" if count > FIRST else ""
