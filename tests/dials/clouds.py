"""Made clouds for the tests of dials, and what they are measured by."""

import numpy as np

from stages.dials.clouds import cloud_facts


def cloud(rows: int = 60, dim: int = 8, seed: int = 0) -> np.ndarray:
    """Float32 rows about a mean, of unequal spread by coordinate."""
    draws = np.random.default_rng(seed)
    spreads = np.linspace(0.2, 2.0, dim)
    return (draws.normal(size=(rows, dim)) * spreads + 1.5).astype(np.float32)


def fact(vectors: np.ndarray, name: str) -> float:
    """One of the facts of a cloud, all rows of it."""
    value = cloud_facts(vectors)[name]
    assert isinstance(value, int | float)
    return float(value)
