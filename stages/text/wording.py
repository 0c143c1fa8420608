"""What columns, codes and domains are called in texts."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from stages.text.plain import fold, number, plain
from stages.text.wording_tree import branch, grouped_words, label, only, words

OTHER: Final = "other"
"""The words of every code that a column's wording does not list."""

_COLUMN_KEYS: Final = ("field", "number", "unit", "values", "groups", "phrases")


@dataclass(frozen=True, kw_only=True)
class ColumnWording:
    """The words of one column.

    `values`: code to words, every code as plain text; empty: values are their own words.
    `is_number`: values that are not listed are numbers, followed by `unit`.
    `phrases`: code to a whole sentence without its full stop.
    """

    field: str
    is_number: bool = False
    unit: str = ""
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    phrases: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def words(self, text: str) -> str:
        """Words of one plain, non-missing value; `OTHER` for a code that is not listed."""
        listed = self._listed(self.values, text)
        if listed is not None:
            return listed
        if self.is_number:
            digits = number(text)
            return OTHER if digits is None else f"{digits} {self.unit}".rstrip()
        return OTHER if self.values else text

    def phrase(self, text: str) -> str | None:
        """The sentence that says one value, without its full stop; None where there is none."""
        return self._listed(self.phrases, text)

    @staticmethod
    def _listed(known: Mapping[str, str], text: str) -> str | None:
        found = known.get(text)
        return found if found is not None or not known else known.get(number(text) or "")

    @classmethod
    def read(cls, tree: object, where: str) -> "ColumnWording":
        """One entry of `columns`; a bare text is the field's name.

        Raises ValueError that names the entry and what was expected of it.
        """
        if isinstance(tree, str):
            return cls(field=label(tree, where))
        entry = only(branch(tree, where), _COLUMN_KEYS, where)
        is_number = entry.get("number", False)
        if not isinstance(is_number, bool):
            raise ValueError(f"Got {where}.number={is_number!r}; expected true or false.")
        return cls(
            field=label(entry.get("field"), f"{where}.field"),
            is_number=is_number,
            unit=label(entry["unit"], f"{where}.unit") if "unit" in entry else "",
            values={
                **words(entry.get("values", {}), f"{where}.values"),
                **grouped_words(entry.get("groups", {}), f"{where}.groups"),
            },
            phrases=words(entry.get("phrases", {}), f"{where}.phrases"),
        )


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The words of a data set: of its domains, and of its columns in the order of the fields."""

    domain_field: str
    domains: Mapping[str, str]
    columns: Mapping[str, ColumnWording]

    @classmethod
    def empty(cls) -> "Wording":
        """No words at all: columns go by their names, values and domains speak for themselves."""
        return cls(domain_field="domain", domains={}, columns={})

    @classmethod
    def read(cls, tree: object) -> "Wording":
        """The tree below the key `wording` of a file, as stages/text/acs_2018.yaml documents it."""
        root = only(branch(tree, "wording"), ("domain", "columns"), "wording")
        domain = only(
            branch(root.get("domain", {}), "wording.domain"), ("field", "values"), "wording.domain"
        )
        columns = branch(root.get("columns", {}), "wording.columns")
        return cls(
            domain_field=label(domain.get("field", "domain"), "wording.domain.field"),
            domains=words(domain.get("values", {}), "wording.domain.values"),
            columns={
                name: ColumnWording.read(entry, f"wording.columns.{name}")
                for name, entry in columns.items()
            },
        )

    def column(self, name: object) -> ColumnWording:
        """The words of one column; of an unknown one its name, underscores read as spaces."""
        known = self.columns.get(str(name))
        return known or ColumnWording(field=fold(str(name).replace("_", " ")) or "field")

    def domain(self, name: object) -> str:
        """The words of one domain; an unknown one goes by its name."""
        return self.domains.get(str(name)) or plain(name) or OTHER


def read_wording(path: Path) -> Wording:
    """The wording that a yaml file holds below its key `wording`; empty where it has no such key.

    Raises ValueError for a file that is no mapping or whose wording is malformed.
    """
    tree = branch(yaml.safe_load(path.read_text(encoding="utf-8")), path.name)
    return Wording.read(tree["wording"]) if "wording" in tree else Wording.empty()
