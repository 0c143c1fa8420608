"""The nodes of growing trees, and scikit-learn's trees made of them."""

from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.tree._tree import NODE_DTYPE, Tree

from stages.families.engines.split_search import Whole

Nodes = npt.NDArray[np.void]

NODE: Final = np.dtype(
    [(name, np.int64) for name in ("tree", "start", "end", "known", "left", "right", "feature")]
    + [(name, np.float64) for name in ("weight", "positive", "impurity", "threshold")]
)
"""A node: its tree, where its rows lie, features known to be constant in it, children and split.

`left`, `right`: ids, -1 for a leaf; `feature`: -2 for a leaf; `weight`, `positive`: of its rows and
of the positive ones."""

LEAF: Final = -1
NOTHING: Final = -2


class NodeLog:
    """All nodes so far, by id: the roots come first, and children after their parents."""

    def __init__(self) -> None:
        """Empty."""
        self._nodes: Nodes = np.empty(1024, dtype=NODE)
        self._count = 0

    def add(self, nodes: Nodes) -> Whole:
        """Note new leaves; their ids."""
        ids = np.arange(self._count, self._count + len(nodes))
        self._count += len(nodes)
        if self._count > len(self._nodes):
            self._nodes = np.concatenate([self._nodes, np.empty(self._count, dtype=NODE)])
        self._nodes[ids] = nodes
        return ids

    def take(self, ids: Whole) -> Nodes:
        """A copy of some nodes."""
        return self._nodes[ids]

    def put(self, ids: Whole, nodes: Nodes) -> None:
        """Nodes that are no leaves any more."""
        self._nodes[ids] = nodes

    def trees(self, count: int, dim: int) -> list[Tree]:
        """So many trees over so many features, each one's nodes in the order that they grew."""
        nodes = self._nodes[: self._count]
        levels = _levels(nodes, count)
        place = _places(nodes, levels)
        depth = np.empty(len(nodes), dtype=np.int64)
        for number, level in enumerate(levels):
            depth[level] = number
        sizes = np.bincount(nodes["tree"], minlength=count)
        starts = np.cumsum(sizes) - sizes
        order = np.empty(len(nodes), dtype=np.int64)
        order[starts[nodes["tree"]] + place] = np.arange(len(nodes))
        made = []
        for start, size in zip(starts, sizes, strict=True):
            own = order[start : start + size]
            made.append(_tree(nodes[own], place, dim, int(depth[own].max())))
        return made


def _levels(nodes: Nodes, roots: int) -> list[Whole]:
    levels, level = [], np.arange(roots)
    while len(level):
        levels.append(level)
        inner = level[nodes["left"][level] != LEAF]
        level = np.concatenate([nodes["left"][inner], nodes["right"][inner]])
    return levels


def _places(nodes: Nodes, levels: list[Whole]) -> Whole:
    """Each node's number in its tree: the parent, then all on the left, then all on the right."""
    size, place = np.ones(len(nodes), dtype=np.int64), np.zeros(len(nodes), dtype=np.int64)
    left, right = nodes["left"], nodes["right"]
    inner = [level[left[level] != LEAF] for level in levels]
    for parents in reversed(inner):
        size[parents] += size[left[parents]] + size[right[parents]]
    for parents in inner:
        place[left[parents]] = place[parents] + 1
        place[right[parents]] = place[parents] + 1 + size[left[parents]]
    return place


def _tree(nodes: Nodes, place: Whole, dim: int, depth: int) -> Tree:
    split = nodes["left"] != LEAF
    made = np.zeros(len(nodes), dtype=NODE_DTYPE)
    made["left_child"] = np.where(split, place[nodes["left"]], LEAF)
    made["right_child"] = np.where(split, place[nodes["right"]], LEAF)
    made["feature"] = np.where(split, nodes["feature"], NOTHING)
    made["threshold"] = np.where(split, nodes["threshold"], NOTHING)
    made["impurity"] = nodes["impurity"]
    made["n_node_samples"] = nodes["end"] - nodes["start"]
    made["weighted_n_node_samples"] = nodes["weight"]
    values = np.stack([nodes["weight"] - nodes["positive"], nodes["positive"]], axis=1)
    values /= nodes["weight"][:, np.newaxis]
    tree = Tree(dim, np.array([2], dtype=np.intp), 1)
    state = {"max_depth": depth, "node_count": len(made), "nodes": made}
    tree.__setstate__(state | {"values": np.ascontiguousarray(values[:, np.newaxis])})
    return tree
