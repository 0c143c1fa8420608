"""Tab2Text: every row of a table as one text, by a fixed template and without any model."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from stages.text.plain import distinct_cells
from stages.text.templates import Layout, Template
from stages.text.wording import ColumnWording, Wording

NO_FIELD: Final = "No field is known."
"""The text of a row without domain in which every value is missing."""


def row_texts(
    frame: pd.DataFrame, wording: Wording, template: Template, domain: str | None
) -> list[str]:
    """One non-empty text per row, in the frame's order.

    frame: feature columns only. Fields come in the wording's order, columns that it does not know
    after them in the frame's. Missing and blank values are skipped, unknown codes become "other".
    domain: named first in every text; None: left out.
    """
    layout = template.layout
    opening = ""
    if domain is not None:
        opening = layout.write(wording.domain_field, wording.domain(domain))
    fields = [np.full(len(frame), opening, dtype=object)]
    fields += [
        _field(frame.iloc[:, position], wording.column(frame.columns[position]), layout)
        for position in _order(frame, wording)
    ]
    rows = zip(*fields, strict=True)
    return [layout.separator.join(filter(None, row)) or NO_FIELD for row in rows]


def _order(frame: pd.DataFrame, wording: Wording) -> list[int]:
    """Positions of the columns as they are read."""
    rank = {name: place for place, name in enumerate(wording.columns)}
    last = len(rank)
    return sorted(range(frame.shape[1]), key=lambda at: rank.get(str(frame.columns[at]), last))


def _field(column: pd.Series, wording: ColumnWording, layout: Layout) -> npt.NDArray[np.object_]:
    """The part of each row's text that one column gives, "" where it is missing.

    Each distinct value is worded once.
    """
    codes, texts = distinct_cells(column)
    parts = [_part(text, wording, layout) for text in texts]
    return np.array([*parts, ""], dtype=object)[codes]


def _part(text: str, wording: ColumnWording, layout: Layout) -> str:
    return text and layout.write(wording.field, wording.words(text), wording.phrase(text))
