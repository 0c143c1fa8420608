"""Many of scikit-learn's classification trees grown in step: the next node of every tree at once.

A tree of scikit-learn is one long chain, for where its generator stands at a node depends on every
node before; but the trees of a forest do not depend on each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from sklearn.tree._tree import Tree

from stages.families.contract import BoolArray
from stages.families.engines.feature_draws import Shuffles, draw
from stages.families.engines.node_log import LEAF, NODE, NodeLog, Nodes
from stages.families.engines.split_search import (
    ITEM_BITS,
    SPLIT,
    TIE,
    Columns,
    Flags,
    Numbers,
    Splits,
    Values,
    Whole,
    best_splits,
    decoded,
    gini,
)

SLAB: Final = 1 << 15
"""Values that are sorted together: they stay in the cache. Changes no byte."""

FEW_ROWS: Final = 16
"""A node of at most so many rows is asked for all its constant features once it has one: rows that
are alike have hundreds, which a draw would find a handful at a time. Changes no byte."""

ROUNDING: Final = float(np.finfo(np.float64).eps)
"""Impurities and improvements that differ from 0 by less are 0, as in scikit-learn."""


@dataclass(frozen=True)
class Rules:
    """When a node is split: features looked at, least rows of a node and of a leaf."""

    width: int
    split: int
    leaf: int


@dataclass(frozen=True)
class Samples:
    """What trees draw their rows from: labels, and each row's chance, shape (rows,).

    None: all rows have the same.
    """

    y: BoolArray
    chances: Numbers | None

    def draw(self, seed: int) -> Whole:
        """How often each row is drawn by a tree with this `random_state`, shape (rows,)."""
        rows, draws = len(self.y), np.random.RandomState(seed)
        if self.chances is None:
            drawn = draws.randint(0, rows, rows)
        else:
            drawn = draws.choice(rows, rows, replace=True, p=self.chances)
        return np.bincount(drawn, minlength=rows)


def grow(x: Values, samples: Samples, seeds: Sequence[int], rules: Rules) -> list[Tree]:
    """The trees of scikit-learn's random forest (Gini, bootstrap), unpruned, given their seeds.

    `x`: finite, shape (rows, dim); `seeds`: what `random_state` of each tree is.
    """
    items, roots = _bootstraps(samples, seeds)
    words = [np.random.RandomState(seed).randint(0, 0x7FFFFFFF) for seed in seeds]
    shuffles = Shuffles.of(np.array(words, dtype=np.uint32), x.shape[1])
    settled = x.max(axis=0) <= x.min(axis=0) + TIE
    growth = Growth(rules, Columns.of(x), settled, shuffles, items, NodeLog(), Stacks(len(seeds)))
    growth.add(roots)
    while growth.step():
        pass
    return growth.log.trees(len(seeds), x.shape[1])


def _bootstraps(samples: Samples, seeds: Sequence[int]) -> tuple[Whole, Nodes]:
    """Rows, weights and classes of every tree's sample behind each other, and the roots."""
    roots = np.zeros(len(seeds), dtype=NODE)
    y = samples.y
    roots["tree"], roots["weight"] = np.arange(len(seeds)), len(y)
    parts = []
    for place, seed in enumerate(seeds):
        weights = samples.draw(seed)
        rows = np.flatnonzero(weights)
        parts.append((rows << ITEM_BITS) | (weights[rows] << 1) | y[rows])
        roots["positive"][place] = weights[y].sum()
    roots["end"] = np.cumsum([len(part) for part in parts])
    roots["start"][1:] = roots["end"][:-1]
    roots["impurity"] = gini(roots["weight"], roots["positive"])
    return np.concatenate(parts), roots


class Stacks:
    """Ids of the nodes that wait in each tree, the last one next."""

    def __init__(self, trees: int) -> None:
        """None waits yet."""
        self._ids = np.zeros((trees, 16), dtype=np.int64)
        self._height = np.zeros(trees, dtype=np.int64)

    def push(self, trees: Whole, ids: Whole) -> None:
        """One node more in each of some trees."""
        if self._height.max() == self._ids.shape[1]:
            self._ids = np.concatenate([self._ids, np.zeros_like(self._ids)], axis=1)
        self._ids[trees, self._height[trees]] = ids
        self._height[trees] += 1

    def pop(self) -> Whole:
        """The next node of every tree that has one."""
        trees = np.flatnonzero(self._height)
        self._height[trees] -= 1
        ids: Whole = self._ids[trees, self._height[trees]]
        return ids


@dataclass(frozen=True)
class Growth:
    """Trees half grown. `settled`: features constant everywhere; `items`: rows, node by node."""

    rules: Rules
    columns: Columns
    settled: Flags
    shuffles: Shuffles
    items: Whole
    log: NodeLog
    waiting: Stacks

    def add(self, nodes: Nodes) -> Whole:
        """Note new nodes, and those that may be split as waiting; the ids of all."""
        nodes["left"] = LEAF
        ids = self.log.add(nodes)
        rows = nodes["end"] - nodes["start"]
        open_ = (rows >= self.rules.split) & (nodes["impurity"] > ROUNDING)
        self.waiting.push(nodes["tree"][open_], ids[open_])
        return ids

    def step(self) -> bool:
        """Look at the next node of every tree; False where none waits."""
        ids = self.waiting.pop()
        if not len(ids):
            return False
        nodes = self.log.take(ids)
        splits = self._best_splits(nodes)
        left, right = np.zeros((2, len(ids)), dtype=NODE)
        for side in (left, right):
            side["tree"], side["known"] = nodes["tree"], nodes["known"]
        left["start"], right["end"] = nodes["start"], nodes["end"]
        left["end"] = right["start"] = nodes["start"] + splits["count"]
        for name in ("weight", "positive"):
            left[name], right[name] = splits[name], nodes[name] - splits[name]
        with np.errstate(invalid="ignore", divide="ignore"):
            for side in (left, right):
                side["impurity"] = gini(side["weight"], side["positive"])
            splits["found"] &= _improvement(nodes, left, right, self.columns.rows) >= -ROUNDING
        good = splits["found"]
        left, right = left[good], right[good]
        self._part(nodes[good], splits[good], (left, right))
        nodes["feature"], nodes["threshold"] = splits["feature"], splits["threshold"]
        nodes = nodes[good]
        nodes["right"] = self.add(right)
        nodes["left"] = self.add(left)
        self.log.put(ids[good], nodes)
        return True

    def _best_splits(self, nodes: Nodes) -> Splits:
        """Draw features and search them; what is found to be constant alters the draw."""
        splits = np.zeros(len(nodes), dtype=SPLIT)
        constant = np.tile(self.settled, (len(nodes), 1))
        at = np.arange(len(nodes))
        while len(at):
            state = self.shuffles.taken(nodes["tree"][at])
            drawn = draw(state, nodes["known"][at], constant[at], self.rules.width)
            again = np.zeros(len(at), dtype=bool)
            for part in _slabs(nodes[at], drawn.features):
                splits[at[part]], news = self._search(nodes[at[part]], drawn.features[part])
                which, column = np.nonzero(news)
                constant[at[part][which], drawn.features[part][which, column]] = True
                again[part] = news.any(axis=1)
            few = at[again & (nodes["end"][at] - nodes["start"][at] <= FEW_ROWS)]
            constant[few] |= self._constants(nodes[few])
            done = ~again
            self.shuffles.put(nodes["tree"][at[done]], state.taken(done))
            nodes["known"][at[done]] = drawn.known[done]
            at = at[again]
        return splits

    def _search(self, nodes: Nodes, features: Whole) -> tuple[Splits, Flags]:
        bounds, places = _spread(nodes)
        padded = np.where(features < 0, features[:, :1], features).T
        splits, flags = best_splits(
            self.columns, self.items[places], bounds, np.ascontiguousarray(padded), self.rules.leaf
        )
        return splits, flags.T & (features >= 0)

    def _constants(self, nodes: Nodes) -> Flags:
        """Which of all features are constant in these nodes, shape (nodes, dim)."""
        bounds, places = _spread(nodes)
        if not len(places):
            return np.zeros((0, len(self.settled)), dtype=bool)
        features = np.arange(len(self.settled))[:, np.newaxis].repeat(len(places), axis=1)
        codes = self.columns.take(features, self.items[places] >> ITEM_BITS)
        least = decoded(np.minimum.reduceat(codes, bounds[:-1], axis=1))
        most = decoded(np.maximum.reduceat(codes, bounds[:-1], axis=1))
        flags: Flags = (most <= least + TIE).T
        return flags

    def _part(self, nodes: Nodes, splits: Splits, sides: tuple[Nodes, Nodes]) -> None:
        """Bring the rows of either side together, in the order they have."""
        bounds, places = _spread(nodes)
        node = np.repeat(np.arange(len(nodes)), np.diff(bounds))
        items = self.items[places]
        values = decoded(self.columns.take(splits["feature"][node], items >> ITEM_BITS))
        on_the_left = values <= splits["threshold"][node]
        for side, there in zip(sides, (on_the_left, ~on_the_left), strict=True):
            self.items[_spread(side)[1]] = items[there]


def _improvement(nodes: Nodes, left: Nodes, right: Nodes, rows: int) -> Numbers:
    """The decrease of impurity, in scikit-learn's arithmetic; `rows`: weight of a whole sample."""
    weight = nodes["weight"]
    less = right["weight"] / weight * right["impurity"]
    gain = nodes["impurity"] - less - left["weight"] / weight * left["impurity"]
    improvement: Numbers = weight / rows * gain
    return improvement


def _spread(nodes: Nodes) -> tuple[Whole, Whole]:
    """Where nodes begin once their rows are laid behind each other, and whence each row comes."""
    sizes = nodes["end"] - nodes["start"]
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    return bounds, np.arange(bounds[-1]) + np.repeat(nodes["start"] - bounds[:-1], sizes)


def _slabs(nodes: Nodes, features: Whole) -> list[Whole]:
    """Places of nodes in runs of so many values; nodes without a feature to look at left out."""
    places = np.flatnonzero(features[:, 0] >= 0)
    work = np.cumsum((nodes["end"] - nodes["start"])[places]) * features.shape[1]
    return np.split(places, np.flatnonzero(np.diff(work // SLAB)) + 1) if len(places) else []
