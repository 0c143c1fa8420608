"""The trees of a random forest: scikit-learn's own, by whichever of two ways is the faster."""

from typing import Final

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.tree._tree import Tree
from sklearn.utils.class_weight import compute_sample_weight

from stages.families.contract import BoolArray, FloatArray
from stages.families.engines.lockstep import Rules, Samples, grow
from stages.families.engines.split_search import Numbers

BATCH: Final = 256
"""Trees that grow in step, which bounds memory. Changes no byte."""

FEW_TREES: Final = 32
FEW_VALUES: Final = 0.25
"""Fewer trees than that, or columns of fewer distinct values a row: scikit-learn is as fast."""

COLUMNS: Final = 16
"""Columns whose values are counted."""


def unpruned_trees(model: RandomForestClassifier, x: FloatArray, y: BoolArray) -> list[Tree]:
    """The trees that the model's `fit` would grow before it pruned them, bit for bit."""
    if not _in_step_pays(model, x):
        grown = RandomForestClassifier(**(model.get_params() | {"ccp_alpha": 0.0})).fit(x, y)
        return [one.tree_ for one in grown.estimators_]
    drawn = np.random.RandomState(model.random_state)
    seeds = [drawn.randint(np.iinfo(np.int32).max) for _ in range(model.n_estimators)]
    rules = _rules(model, x.shape[1])
    samples = Samples(y, _chances(model, y))
    rows = np.asarray(x, dtype=np.float32)
    batches = [seeds[start : start + BATCH] for start in range(0, len(seeds), BATCH)]
    return [tree for batch in batches for tree in grow(rows, samples, batch, rules)]


def _chances(model: RandomForestClassifier, y: BoolArray) -> Numbers | None:
    """Of each row to be drawn, shape (rows,), in scikit-learn's arithmetic; None for even ones."""
    if model.class_weight is None:
        return None
    weights = compute_sample_weight(model.class_weight, y)
    return np.asarray(weights / np.sum(weights))


def _in_step_pays(model: RandomForestClassifier, x: FloatArray) -> bool:
    """Whether sorting is most of the work; False too for what only scikit-learn can do."""
    if model.criterion != "gini" or model.n_estimators < FEW_TREES or not np.isfinite(x).all():
        return False
    some = x[:, :: max(1, x.shape[1] // COLUMNS)]
    distinct = np.median([len(np.unique(column)) for column in some.T])
    return bool(distinct >= FEW_VALUES * len(x))


def _rules(model: RandomForestClassifier, dim: int) -> Rules:
    """The model's settings as scikit-learn's trees resolve them."""
    root = {"sqrt": np.sqrt, "log2": np.log2}[model.max_features]
    leaf = model.min_samples_leaf
    return Rules(max(1, int(root(dim))), max(model.min_samples_split, 2 * leaf), leaf)
