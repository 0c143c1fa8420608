"""Cost-complexity pruning of many trees at once: where each node's rows end, for every alpha.

No tree is pruned twice. A recursion says which nodes collapse: the cost of a node is the
lesser of R(t) + alpha, as a leaf, and of the sum of its children's costs (Breiman, Friedman, Olshen
and Stone 1984, chapter 10). That is scikit-learn's weakest-link result but for rounding: where the
two sides nearly tie, scikit-learn itself is asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.tree._tree import Tree, _build_pruned_tree_ccp, _build_pruned_tree_py

Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]

NEAR: Final = 1e-10
"""Costs, at most 1/2, that differ by less may be told apart by rounding alone."""


def pruned(trees: Sequence[Tree], alphas: Sequence[float]) -> list[tuple[Tree, Numbers]]:
    """Each tree pruned with the first alpha, the least, and what its leaves say at every one.

    The values' shape is (nodes, alphas, classes). A row that reaches a leaf gets, at each alpha,
    the value of the leaf that is left for it once the whole tree is pruned: of that one or of the
    ancestor that it collapsed into. An alpha of 0 prunes nothing, as in scikit-learn.
    """
    joined = Joined.of(trees)
    strength = np.asarray(alphas, dtype=np.float64)
    collapses, unsure = _collapses(joined, strength)
    for place, column in zip(*np.nonzero(_unsure_trees(joined, collapses, unsure)), strict=True):
        start, stop = joined.starts[place], joined.starts[place + 1]
        leaves = _scikit_learns_leaves(trees[place], float(strength[column]))
        collapses[start:stop, column] = False
        collapses[start + leaves, column] = True
    values = np.repeat(joined.values[:, np.newaxis], len(strength), axis=1)
    gone = np.zeros(len(values), dtype=bool)
    for nodes, above, closed in _downwards(joined, collapses):
        values[nodes] = np.where(closed[:, :, np.newaxis], values[above], values[nodes])
        gone[nodes] = closed[:, 0]
    ends = collapses[:, 0] | (joined.left < 0)
    parts = [slice(start, stop) for start, stop in pairwise(joined.starts)]
    return [
        (_cut(tree, ends[part], gone[part]), values[part][~gone[part]])
        for tree, part in zip(trees, parts, strict=True)
    ]


def _cut(tree: Tree, ends: Flags, gone: Flags) -> Tree:
    """A tree that ends at some nodes; what stays keeps its order, as trees grow depth first."""
    if not gone.any():
        return tree
    cut = Tree(tree.n_features, tree.n_classes, tree.n_outputs)
    _build_pruned_tree_py(cut, tree, (ends & ~gone).astype(np.uint8))
    return cut


@dataclass(frozen=True)
class Joined:
    """The nodes of several trees behind each other.

    `left`, `right`: places of the children, those of a leaf below 0; `risk`: R(t), shape (nodes,);
    `values`: shares of the classes, shape (nodes, classes); `starts`: where each tree begins, and
    the end; `levels`: the inner nodes of every depth, the roots first.
    """

    left: Places
    right: Places
    risk: Numbers
    values: Numbers
    starts: Places
    levels: tuple[Places, ...]

    @classmethod
    def of(cls, trees: Sequence[Tree]) -> "Joined":
        """Trees of one output, in their order."""
        starts = np.cumsum([0, *(tree.node_count for tree in trees)])
        left = _behind_each_other([tree.children_left for tree in trees], starts)
        right = _behind_each_other([tree.children_right for tree in trees], starts)
        risk = np.concatenate([_risk(tree) for tree in trees])
        values = np.concatenate([tree.value[:, 0, :] for tree in trees])
        return cls(left, right, risk, values, starts, tuple(_levels(left, right, starts[:-1])))


def _behind_each_other(children: Sequence[Places], starts: Places) -> Places:
    shifted = [np.where(own < 0, own, own + at) for own, at in zip(children, starts, strict=False)]
    return np.concatenate(shifted)


def _risk(tree: Tree) -> Numbers:
    weights = tree.weighted_n_node_samples
    risk: Numbers = weights * tree.impurity / weights[0]
    return risk


def _levels(left: Places, right: Places, roots: Places) -> list[Places]:
    levels, nodes = [], roots[left[roots] >= 0]
    while len(nodes):
        levels.append(nodes)
        below = np.concatenate([left[nodes], right[nodes]])
        nodes = below[left[below] >= 0]
    return levels


def _collapses(joined: Joined, alphas: Numbers) -> tuple[Flags, Flags]:
    """Which inner nodes are worth no more than a leaf, and where that nearly ties."""
    cost = joined.risk[:, np.newaxis] + alphas
    collapses, unsure = np.zeros(cost.shape, dtype=bool), np.zeros(cost.shape, dtype=bool)
    prunes = alphas != 0.0
    for nodes in reversed(joined.levels):
        grown = cost[joined.left[nodes]] + cost[joined.right[nodes]]
        excess = grown - cost[nodes]
        collapses[nodes] = (excess >= 0.0) & prunes
        unsure[nodes] = (np.abs(excess) < NEAR) & prunes
        cost[nodes] = np.minimum(grown, cost[nodes])
    return collapses, unsure


def _unsure_trees(joined: Joined, collapses: Flags, unsure: Flags) -> Flags:
    """Trees with a near tie at a node that nothing above it takes in; shape (trees, alphas)."""
    open_ties = unsure.copy()
    for nodes, _, closed in _downwards(joined, collapses & ~unsure):
        open_ties[nodes] &= ~closed
    return np.logical_or.reduceat(open_ties, joined.starts[:-1], axis=0)


def _downwards(joined: Joined, collapses: Flags) -> Iterator[tuple[Places, Places, Flags]]:
    """Children level by level, their parents, and whether those or nodes above them collapse."""
    closed = collapses.copy()
    for parents in joined.levels:
        for side in (joined.left, joined.right):
            children = side[parents]
            inherited = closed[parents]
            closed[children] |= inherited
            yield children, parents, inherited


def _scikit_learns_leaves(tree: Tree, alpha: float) -> Places:
    """The nodes of a tree that are leaves once scikit-learn pruned it."""
    cut = Tree(tree.n_features, tree.n_classes, tree.n_outputs)
    _build_pruned_tree_ccp(cut, tree, alpha)
    left, right = cut.children_left, cut.children_right
    whole = np.zeros(cut.node_count, dtype=np.intp)
    nodes = np.flatnonzero(left[:1] >= 0)
    while len(nodes):
        whole[left[nodes]] = tree.children_left[whole[nodes]]
        whole[right[nodes]] = tree.children_right[whole[nodes]]
        below = np.concatenate([left[nodes], right[nodes]])
        nodes = below[left[below] >= 0]
    leaves: Places = whole[left < 0]
    return leaves
