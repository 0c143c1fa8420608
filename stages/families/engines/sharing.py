"""Items that share work, found by what their work depends on."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

Item = TypeVar("Item")


def grouped_by(items: Iterable[Item], key: Callable[[Item], Hashable]) -> list[list[Item]]:
    """Items of equal key together; keys and items in the order of their first appearance."""
    groups: dict[Hashable, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return list(groups.values())
