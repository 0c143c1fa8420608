"""Texts to time encoders on: rows of the embedded census simulator in words."""

from pathlib import Path
from typing import Final

from stages import data, text
from stages.data.simulator import load_simulator
from stages.storage.seeds import generator
from stages.text.tab2text import row_texts
from stages.text.templates import Template
from stages.text.wording import read_wording

STATE: Final = "CA"
FEATURES: Final = ("AGEP", "COW", "SCHL", "MAR", "OCCP", "RELP", "WKHP", "SEX", "RAC1P")
SIMULATOR: Final = Path(*data.__path__) / "simulator" / "acs_2018.bin"
WORDING: Final = Path(*text.__path__) / "acs_2018.yaml"
REPEATED: Final = 1.2
"""Rows drawn for each distinct text wanted; about one in a thousand is the same as another."""


def bench_texts(count: int) -> list[str]:
    """So many distinct texts, the same on every machine."""
    people = load_simulator(SIMULATOR).sample(
        STATE, round(REPEATED * count) + 1, generator(0, "bench", "texts"), None
    )
    sentences = row_texts(people[list(FEATURES)], read_wording(WORDING), Template.SENTENCE, None)
    return list(dict.fromkeys(sentences))[:count]
