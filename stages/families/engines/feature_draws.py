"""Which features scikit-learn's trees look at in their next nodes, drawn for many trees at once.

Its generator, a 32-bit xorshift (Marsaglia 2003), and its shuffle, which passes over features known
to be constant in the node, are followed step by step.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stages.families.engines.split_search import Flags, Whole

Words = npt.NDArray[np.uint32]


@dataclass
class Shuffles:
    """The state of every tree: generator, order of the features, constant ones by discovery.

    `words`: shape (trees,); `order`, `constant`: shape (trees, dim).
    """

    words: Words
    order: Whole
    constant: Whole

    @classmethod
    def of(cls, words: Words, dim: int) -> "Shuffles":
        """Before the first node."""
        order = np.tile(np.arange(dim), (len(words), 1))
        return cls(words.copy(), order, np.zeros_like(order))

    def taken(self, trees: Whole | Flags) -> "Shuffles":
        """A copy of some trees' state."""
        return Shuffles(self.words[trees], self.order[trees], self.constant[trees])

    def put(self, trees: Whole, moved: "Shuffles") -> None:
        """The state of some trees after a node."""
        self.words[trees], self.order[trees] = moved.words, moved.order
        self.constant[trees] = moved.constant


@dataclass
class Drawn:
    """Features to look at, -1 behind the last, shape (trees, width); constants known afterwards."""

    features: Whole
    known: Whole


def draw(state: Shuffles, known: Whole, is_constant: Flags, width: int) -> Drawn:
    """Draw the features of one node of every tree, and move the state on.

    `known`: how many features are known to be constant, from nodes above; `is_constant`: those that
    are in this node, shape (trees, dim); `width`: how many are looked at.
    """
    trees, dim = state.order.shape
    order, base = state.order.reshape(-1), np.arange(trees) * dim
    free = np.full(trees, dim)
    visited, found, passed, looked = (np.zeros(trees, dtype=np.int64) for _ in range(4))
    features = np.full((trees, width), -1)
    while True:
        more = (visited < width) | (visited <= found + passed)
        at = np.flatnonzero((free > known + found) & more)
        if not len(at):
            break
        visited[at] += 1
        place = passed[at] + _next(state.words, at) % (free[at] - found[at] - passed[at])
        old = place < known[at]
        place += np.where(old, 0, found[at])
        feature = order[base[at] + place]
        new = ~old & is_constant[at, feature]
        fresh = ~(old | new)
        free[at] -= fresh
        target = np.where(old, passed[at], np.where(new, known[at] + found[at], free[at]))
        order[base[at] + place], order[base[at] + target] = order[base[at] + target], feature
        features[at[fresh], looked[at[fresh]]] = feature[fresh]
        passed[at] += old
        found[at] += new
        looked[at] += fresh
    _remember(state, known, found)
    return Drawn(features, known + found)


def _next(words: Words, at: Whole) -> Whole:
    """The next number of these trees' generators, within 31 bits."""
    word = words[at]
    word[word == 0] = 1
    word ^= word << np.uint32(13)
    word ^= word >> np.uint32(17)
    word ^= word << np.uint32(5)
    words[at] = word
    return (word & np.uint32(0x7FFFFFFF)).astype(np.int64)


def _remember(state: Shuffles, known: Whole, found: Whole) -> None:
    """Known constants back in their order, those found now behind them."""
    end = int((known + found).max(initial=0))
    if not end:
        return
    place = np.arange(end)
    old = place < known[:, np.newaxis]
    new = ~old & (place < (known + found)[:, np.newaxis])
    order, constant = state.order[:, :end], state.constant[:, :end]
    order[old] = constant[old]
    constant[new] = order[new]
