"""Randomness by name: same seed and name, same draws, whatever else runs and in what order."""

import hashlib

import numpy as np


def generator(seed: int, *names: str | int) -> np.random.Generator:
    """A Generator made from the seed and the item's own name, for example (0, "split", "CA")."""
    digest = hashlib.sha256("\0".join(str(name) for name in names).encode("utf-8")).digest()
    return np.random.default_rng([seed, *np.frombuffer(digest, dtype="<u4").tolist()])
