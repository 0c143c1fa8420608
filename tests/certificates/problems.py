"""Small training and test sets, from tame to hostile."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from stages.families.contract import BoolArray
from stages.families.engines.kernel_rows import Matrix

Generator = np.random.Generator


@dataclass(frozen=True)
class Problem:
    """Training rows and labels, and test rows; `kind` names the way they were drawn."""

    kind: str
    x: Matrix
    y: BoolArray
    test: Matrix

    def moved(self, by: Matrix) -> "Problem":
        return Problem(self.kind, self.x + by, self.y, self.test + by)

    def scaled(self, by: float) -> "Problem":
        return Problem(self.kind, self.x * by, self.y, self.test * by)


def tame(rng: Generator) -> Problem:
    count, dim = int(rng.integers(8, 60)), int(rng.integers(1, 7))
    x = rng.standard_normal((count, dim))
    leaning = x @ rng.standard_normal(dim) + rng.standard_normal(count)
    y = leaning > np.quantile(leaning, rng.uniform(0.1, 0.9))
    y[:2] = [True, False]
    return Problem("tame", x, y, rng.standard_normal((25, dim)))


def heavy_tailed(rng: Generator) -> Problem:
    one = tame(rng)
    return Problem(
        "heavy", rng.standard_cauchy(one.x.shape), one.y, rng.standard_cauchy(one.test.shape)
    )


def far_test_row(rng: Generator) -> Problem:
    one = tame(rng)
    one.test[0] *= 10.0 ** rng.uniform(1, 4)
    return Problem("far test row", one.x, one.y, one.test)


def far_training_row(rng: Generator) -> Problem:
    one = tame(rng)
    one.x[int(rng.integers(len(one.x)))] *= 10.0 ** rng.uniform(1, 4)
    return Problem("far training row", one.x, one.y, one.test)


def separable(rng: Generator) -> Problem:
    one = tame(rng)
    x = one.x + 10.0 ** rng.uniform(0, 2) * np.where(one.y, 1.0, -1.0)[:, np.newaxis]
    return Problem("separable", x, one.y, one.test)


def rare_class(rng: Generator) -> Problem:
    one = tame(rng)
    y = np.ones(len(one.y), dtype=bool)
    y[0] = False
    return Problem("rare class", one.x, y if rng.random() < 0.5 else ~y, one.test)


def nearly_tied(rng: Generator) -> Problem:
    one = tame(rng)
    y = np.arange(len(one.y)) < len(one.y) // 2 + 1
    return Problem("nearly tied", one.x, y, one.test)


def wide(rng: Generator) -> Problem:
    x, test = rng.standard_normal((12, 90)), rng.standard_normal((10, 90))
    y = np.arange(12) < int(rng.integers(1, 6))
    return Problem("wide", x, y, test)


def duplicates(rng: Generator) -> Problem:
    one = tame(rng)
    places = rng.integers(0, max(2, len(one.x) // 5), len(one.x))
    return Problem("duplicates", one.x[places], one.y, one.x)


def lattice(rng: Generator) -> Problem:
    one = tame(rng)
    return Problem("lattice", np.round(one.x), one.y, np.round(one.test))


def badly_scaled(rng: Generator) -> Problem:
    one = tame(rng)
    scale = 10.0 ** rng.uniform(-4, 3, one.x.shape[1])
    shift = 10.0 ** rng.uniform(-1, 2) * scale
    return Problem("badly scaled", one.x * scale + shift, one.y, one.test * scale + shift)


def aligned(rng: Generator) -> Problem:
    """All rows on one line, test rows straight against the pull."""
    line = rng.standard_normal(3)
    along = np.sort(rng.standard_normal(30))
    y = np.arange(30) >= int(rng.integers(1, 14))
    return Problem("aligned", np.outer(along, line), y, np.outer(np.linspace(-9, 9, 19), line))


def like_training(rng: Generator) -> Problem:
    one = tame(rng)
    return Problem("test rows are training rows", one.x, one.y, one.x)


KINDS: tuple[Callable[[Generator], Problem], ...] = (
    tame,
    heavy_tailed,
    far_test_row,
    far_training_row,
    separable,
    rare_class,
    nearly_tied,
    wide,
    duplicates,
    lattice,
    badly_scaled,
    aligned,
    like_training,
)


def problem(seed: int) -> Problem:
    """The problem of a seed; kinds take turns. Its classes are no tie."""
    rng = np.random.default_rng(seed)
    one = KINDS[seed % len(KINDS)](rng)
    if 2 * int(one.y.sum()) == len(one.y):
        return Problem(one.kind, one.x[1:], one.y[1:], one.test)
    return one
