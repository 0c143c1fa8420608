"""From family over kind to cause: what the examined collapses go through, as bands."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from stages.charts.flow_template import HEIGHT
from stages.charts.pictures_by_name import Picture
from stages.diagnosis.words import CAUSES
from stages.page.drawing import Drawing, DrawnRow, Panel, rounded
from stages.summary.causes import Flow, cause_words, examined, flows
from stages.summary.findings import Findings
from stages.summary.kinds import KINDS
from stages.summary.markdown import plain

GAPS: Final = 0.22
NODE: Final = 0.012
COLUMNS: Final = (0.0, 0.5 - NODE / 2, 1.0 - NODE)
Nodes = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Layout:
    """Top and bottom of every node, a column each for families, kinds and causes; 0 is the top."""

    columns: tuple[Nodes, Nodes, Nodes]
    unit: float


def flow_drawing(found: Findings) -> Drawing | None:
    """The ladder's outcome; None where nothing was examined."""
    told = flows(found)
    if not told:
        return None
    layout = _layout(found, told)
    sets = {
        "links": _links(found, told, layout),
        "nodes": _nodes(layout),
        "starts": _labels(layout, (0, 1), _family_labels(found, told)),
        "ends": _labels(layout, (2,), {}),
    }
    words = "; ".join(
        f"{one.family}, {one.kind}: {one.count} {cause_words(one.cause)}" for one in told
    )
    panel = Panel(sets=sets, words=f"From family over kind to cause: {words}", height=HEIGHT)
    return Drawing(
        name="causes",
        picture=Picture.FLOW,
        caption="**From family (left) over the kind of collapse to its cause (right).** The height "
        "of a band is a number of examined configurations; its colour is the family's. "
        "Beside a family: examined of collapsed.",
        panels=[panel],
        wide=True,
    )


def _layout(found: Findings, told: Sequence[Flow]) -> Layout:
    names: tuple[Iterable[str], ...] = (
        found.setting.families, KINDS, [*CAUSES, "unknown"],
    )  # fmt: skip
    keys = [(one.family, one.kind, one.cause) for one in told]
    counted: list[Counter[str]] = [Counter(), Counter(), Counter()]
    for key, one in zip(keys, told, strict=True):
        for column, name in enumerate(key):
            counted[column][name] += one.count
    unit = (1.0 - GAPS) / counted[0].total()
    columns = [
        _column([(name, count[name]) for name in order if count[name]], unit)
        for order, count in zip(names, counted, strict=True)
    ]
    return Layout((columns[0], columns[1], columns[2]), unit)


def _column(counts: Sequence[tuple[str, int]], unit: float) -> Nodes:
    """The nodes below each other, with equal gaps that fill the height."""
    gap = GAPS / max(len(counts) - 1, 1)
    top = 0.0 if len(counts) > 1 else GAPS / 2
    nodes = {}
    for name, count in counts:
        nodes[name] = (top, top + count * unit)
        top += count * unit + gap
    return nodes


def _links(found: Findings, told: Sequence[Flow], layout: Layout) -> list[DrawnRow]:
    """The bands, family to kind, then kind to cause, each split by family."""
    first = Counter({(one.family, one.kind, one.family): 0 for one in told})
    second = Counter({(one.kind, one.cause, one.family): 0 for one in told})
    for one in told:
        first[one.family, one.kind, one.family] += one.count
        second[one.kind, one.cause, one.family] += one.count
    return [
        row
        for column, counted in enumerate((first, second))
        for row in _bands(found, layout, column, counted)
    ]


def _bands(
    found: Findings, layout: Layout, column: int, counted: Counter[tuple[str, str, str]]
) -> Iterable[DrawnRow]:
    """The bands between two columns; at every node they leave and arrive in the nodes' order."""
    families = {family: place for place, family in enumerate(found.setting.families)}
    left, right = (dict(layout.columns[column + k]) for k in (0, 1))
    from_top, to_top = ({name: top for name, (top, _) in nodes.items()} for nodes in (left, right))
    orders = [{name: place for place, name in enumerate(nodes)} for nodes in (left, right)]

    def place(key: tuple[str, str, str]) -> tuple[int, int, int]:
        return orders[0][key[0]], orders[1][key[1]], families[key[2]]

    for start, end, family in sorted(counted, key=place):
        count = counted[start, end, family]
        tall = count * layout.unit
        yield {
            "link": f"{column} {orders[0][start]} {orders[1][end]} {families[family]}",
            "family": families[family],
            "x": rounded(COLUMNS[column] + NODE),
            "x2": rounded(COLUMNS[column + 1]),
            "y": rounded(from_top[start]),
            "y2": rounded(to_top[end]),
            "tall": rounded(tall),
            "tip": f"{plain(family)}: {count:,}\n{_named(column, start)} → "
            f"{_named(column + 1, end)}",
        }
        from_top[start] += tall
        to_top[end] += tall


def _named(column: int, node: str) -> str:
    """A family as it is called; kinds and causes in words."""
    return plain(node if column == 0 else cause_words(node))


def _nodes(layout: Layout) -> list[DrawnRow]:
    return [
        {
            "x": rounded(x),
            "x2": rounded(x + NODE),
            "y": rounded(top),
            "y2": rounded(bottom),
            "tip": f"{_named(column, name)}: {_count(layout, top, bottom):,}",
        }
        for column, (x, nodes) in enumerate(zip(COLUMNS, layout.columns, strict=True))
        for name, (top, bottom) in nodes.items()
    ]


def _labels(layout: Layout, columns: Sequence[int], told: Mapping[str, str]) -> list[DrawnRow]:
    """Names with counts; those of the last column end at its node, the others start beside it."""
    last = len(COLUMNS) - 1
    return [
        {
            "x": rounded(COLUMNS[column] + (NODE if column < last else 0.0)),
            "y": rounded((top + bottom) / 2),
            "label": (told if column == 0 else {}).get(name)
            or f"{_named(column, name)} {_count(layout, top, bottom):,}",
        }
        for column in columns
        for name, (top, bottom) in layout.columns[column].items()
    ]


def _count(layout: Layout, top: float, bottom: float) -> int:
    return round((bottom - top) / layout.unit)


def _family_labels(found: Findings, told: Sequence[Flow]) -> dict[str, str]:
    known = examined(found)
    return {
        family: f"{plain(family)} {known[family][1]:.0f} of {known[family][0]:.0f}"
        for family in {one.family for one in told}
        if family in known
    }
