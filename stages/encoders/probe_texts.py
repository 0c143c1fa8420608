"""Texts to try an encoder on: like those of a table, and odd ones."""

from collections.abc import Mapping
from typing import Final

ODD: Final[Mapping[str, str]] = {
    "an empty text": "",
    "one character": "a",
    "10,000 characters": "word " * 2000,
    "a NUL": "The age is\x00 40.",
    "right-to-left letters and marks": "The name is \u202eשלום\u202c and مرحبا.",
    "an emoji of several code points": "The family is 👩‍👩‍👧‍👦.",
    "tokens that models use themselves": "<s> [CLS] </s> [SEP] <|endoftext|>",
    "line breaks and blanks alone": "\n\t \r\n",
}
"""Values that users' tables do hold, by what is odd about them."""

SEXES: Final = ("male", "female")
WORK: Final = ("an employee", "self-employed in an own business", "working without pay")


def probe_texts(count: int) -> tuple[str, ...]:
    """So many distinct texts, short and long mixed: rows of a table with few or many fields."""
    return tuple(_text(number) for number in range(count))


def _text(number: int) -> str:
    fields = [
        f"The row is number {number}.",
        f"The age is {16 + number % 80}.",
        f"The sex is {SEXES[number % 2]}.",
        f"The person is {WORK[number % 3]}.",
        f"The usual hours worked per week are {1 + 7 * number % 98}.",
        "The remarks are: " + "as the years before, " * (number % 5) + "nothing else.",
    ]
    return " ".join(fields[: 1 + number % len(fields)])
