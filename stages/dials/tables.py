"""The dial tables: collapse ratio by dial and value, and phase diagrams in two quantities."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from stages.dials.clouds import MEAN_LENGTH
from stages.dials.measure import Measured, Trained
from stages.dials.plan import BATCH, NONE

FACTS: Final = (
    "anisotropy",
    "constant_coordinates",
    "dimension",
    "distinct_share",
    MEAN_LENGTH,
    "participation_ratio",
    "rows",
    "spread",
)
DIAL_COLUMNS: Final = ("family", "dial", "value", *FACTS, "collapse", "configs")
PHASE_COLUMNS: Final = ("family", "diagram", "x", "y", "collapse", "configs")
PLACE: Final = frozenset({NONE, "spread", "mean_share", "spread x mean_share"})
"""The dials that move a cloud and leave its shape: only these are comparable in a diagram."""
CENTRED: Final = 1e-6
"""A mean below this share of the spread is rounding."""


@dataclass(frozen=True)
class Diagram:
    """A phase diagram: its name, the setting across, the dials whose clouds are in it, and upwards.

    `height`: the batch or a fact of the cloud; None where the family has no place in the diagram.
    """

    name: str
    across: str
    dials: frozenset[str]
    height: Callable[[Measured], float | None]


def squared_spread(measured: Measured) -> float | None:
    """spread^2."""
    spread = measured.facts["spread"]
    return spread**2 if isinstance(spread, int | float) else None


def mean_length(measured: Measured) -> float | None:
    """|mean|_1, for nets: times Adam's step it is how far one step moves every logit.

    0 where it is but the rounding of rows that were centred.
    """
    length, spread = measured.facts[MEAN_LENGTH], measured.facts["spread"]
    if measured.batch is None or not isinstance(length, int | float):
        return None
    centred = isinstance(spread, int | float) and length <= CENTRED * spread
    return 0.0 if centred else length


def batch_rows(measured: Measured) -> float | None:
    """Rows of a batch, for nets."""
    return measured.batch


DIAGRAMS: Final = (
    Diagram("C x spread^2", "C", PLACE, squared_spread),
    Diagram("lr x |mean|_1", "lr", PLACE, mean_length),
    Diagram("alpha x batch", "alpha", frozenset({NONE, BATCH}), batch_rows),
)


def dials_table(measured: Sequence[Measured]) -> pd.DataFrame:
    """A row per family, dial and value: the cloud's facts, the collapse ratio, of how many.

    Configurations that diverged or failed are among `configs` and count as not collapsed, as in
    every ratio; the ratio is empty where no configuration can be judged.
    """
    rows = [
        {
            "family": one.family,
            "dial": one.point.dial,
            "value": one.point.value,
            **{name: one.facts[name] for name in FACTS},
            **_ratio(one.trained),
        }
        for one in measured
    ]
    return pd.DataFrame(rows, columns=list(DIAL_COLUMNS))


def phases_table(measured: Sequence[Measured]) -> pd.DataFrame:
    """A row per family, diagram and cell: the collapse ratio of the configurations that fall in it.

    Heights are told apart by three digits.
    """
    cells: dict[tuple[str, str, float, float], list[Trained]] = {}
    for diagram in DIAGRAMS:
        for key, trained in _placed(diagram, measured):
            cells.setdefault(key, []).append(trained)
    rows = [
        {**dict(zip(PHASE_COLUMNS, key, strict=False)), **_ratio(trained)}
        for key, trained in sorted(cells.items(), key=lambda cell: cell[0])
    ]
    return pd.DataFrame(rows, columns=list(PHASE_COLUMNS))


def _placed(
    diagram: Diagram, measured: Iterable[Measured]
) -> Iterator[tuple[tuple[str, str, float, float], Trained]]:
    for one in measured:
        height = diagram.height(one) if one.point.dial in diagram.dials else None
        if height is None:
            continue
        for trained in one.trained:
            width = trained.settings.get(diagram.across)
            if isinstance(width, int | float):
                yield (one.family, diagram.name, float(width), float(f"{height:.3g}")), trained


def _ratio(trained: Sequence[Trained]) -> dict[str, float | int | None]:
    judged = [one for one in trained if one.collapsed is not None]
    share = sum(bool(one.collapsed) for one in trained) / len(trained) if judged else None
    return {"collapse": share, "configs": len(trained)}
