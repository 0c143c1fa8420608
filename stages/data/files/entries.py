"""One mapping of a description, read key by key; each mistake becomes a fault."""

import codecs
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from stages.data.files.faults import Faults, nearest, shown, some
from stages.text.plain import plain

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class Entries:
    """The entries below `where` (file and key); texts are folded to one line each."""

    where: str
    tree: Mapping[object, object]
    faults: Faults

    def fault(self, key: str, what: str, cure: str = "Mend it.") -> None:
        """Add a fault about one key."""
        self.faults.add(f"{self.where}, {key}", what, cure)

    def only(self, known: Sequence[str]) -> None:
        """Add a fault for every key that is not known."""
        for key in self.tree:
            if str(key) not in known:
                said = f"an unknown key ({nearest(str(key), known)})"
                self.fault(shown(key), said, f"Known are {', '.join(known)}.")

    def names(self) -> tuple[str, ...]:
        """The keys, which must be texts on one line, written as they are read."""
        for key in self.tree:
            if not isinstance(key, str) or plain(key) != key or not key:
                self.fault(
                    shown(key), "expected a name on one line, without blanks around", "Quote it."
                )
        return tuple(key for key in self.tree if isinstance(key, str) and key and plain(key) == key)

    def text(self, key: str) -> str | None:
        """A text, None where the key is not there or null."""
        value = self.tree.get(key)
        if value is None:
            return None
        if isinstance(value, str) and plain(value):
            return plain(value)
        self.fault(key, f"got {shown(value)}, expected one text")
        return None

    def name(self, key: str) -> str | None:
        """A text that must be there."""
        if self.tree.get(key) is None:
            self.fault(key, "got nothing, expected the name of a column", f"Add `{key}: ...`.")
        return self.text(key)

    def texts(
        self, key: str, *, required: bool = False, empty: bool = False
    ) -> tuple[str, ...] | None:
        """A text or a list of different texts; `empty`: the list may be without any."""
        value = self.tree.get(key)
        if value is None:
            if required:
                self.fault(key, "got nothing, expected a value or a list of values", "Add it.")
            return None
        listed = value if isinstance(value, list) else [value]
        read = [plain(text) for text in listed if isinstance(text, str) and plain(text)]
        if len(read) < len(listed) or len(set(read)) < len(read) or not (read or empty):
            self.fault(
                key,
                f"got {some(listed)}, expected different texts",
                'List each once; put null, ~ and blank ones in quotes ("null") or leave them out.',
            )
        return tuple(dict.fromkeys(read))

    def below(self, key: str) -> "Entries":
        """The mapping below a key; empty where there is none."""
        value = self.tree.get(key)
        if value is not None and not isinstance(value, Mapping):
            self.fault(key, f"got {shown(value)}, expected names with what each is")
        tree = value if isinstance(value, Mapping) else {}
        return Entries(f"{self.where}, {key}", tree, self.faults)

    def choice(self, key: str, choices: type[Choice]) -> Choice | None:
        """One of a few words."""
        value = self.tree.get(key)
        known = [choice.value for choice in choices]
        if value in known:
            return choices(str(value))
        hint = nearest(str(value), known)
        self.fault(key, f"got {shown(value)} ({hint})", f"Write one of {', '.join(known)}.")
        return None

    def character(self, key: str, default: str) -> str:
        """One character; in quotes also a tab."""
        value = self.tree.get(key, default)
        if isinstance(value, str) and len(value) == 1 and value not in '"\r\n\0 ':
            return value
        cure = r'Write one in quotes, such as ";" or "\t".'
        self.fault(key, f"got {shown(value)}, expected one character", cure)
        return default

    def encoding(self, key: str, default: str) -> str:
        """The name of a text encoding that Python knows."""
        value = self.tree.get(key, default)
        try:
            known = codecs.lookup(str(value)).name
            io.TextIOWrapper(io.BytesIO(), encoding=known).close()
        except (LookupError, ValueError):
            cure = "Write one such as utf-8, utf-16, cp1252 or latin-1."
            self.fault(key, f"got {shown(value)}, no text encoding", cure)
            return default
        return "utf-8-sig" if known == "utf-8" else known
