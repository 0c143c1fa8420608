"""The ways in which the fields of a row are put together to a text."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


@dataclass(frozen=True)
class Layout:
    """How one field is written, and what stands between two fields.

    `pattern` has the places {field} and {value}. `phrased`: where the wording has a whole sentence
    for a value, that sentence is written instead.
    """

    pattern: str
    separator: str
    phrased: bool

    def write(self, field: str, value: str, phrase: str | None = None) -> str:
        """One field of a text."""
        if self.phrased and phrase is not None:
            return f"{phrase}."
        return self.pattern.format(field=field, value=value)


class Template(StrEnum):
    """The name of a layout, as `text.template` in conf/config.yaml gives it."""

    SENTENCE = "sentence"
    """The age is 45 years. The person works for the federal government."""

    LIST = "list"
    """One line per field: - age: 45 years"""

    VALUES = "values"
    """Bare values: 45 years; federal government employee"""

    @property
    def layout(self) -> Layout:
        """How this template writes."""
        return _LAYOUTS[self]

    @classmethod
    def _missing_(cls, value: object) -> "Template":
        known = ", ".join(template.value for template in cls)
        raise ValueError(
            f"Got template={value!r}; expected one of {known}. "
            "Change `text.template` in conf/config.yaml."
        )


_LAYOUTS: Final = {
    Template.SENTENCE: Layout("The {field} is {value}.", separator=" ", phrased=True),
    Template.LIST: Layout("- {field}: {value}", separator="\n", phrased=False),
    Template.VALUES: Layout("{value}", separator="; ", phrased=False),
}
