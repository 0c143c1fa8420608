"""Clouds of vectors with a known shape, and the remedies of conf/ on them."""

from pathlib import Path

import numpy as np
import yaml
from hydra.utils import instantiate
from hypothesis import strategies as st

CONF = Path(__file__).resolve().parents[2] / "conf" / "remedies"
NAMES = sorted(path.stem for path in CONF.glob("*.yaml"))


def from_conf(name: str) -> object:
    """A remedy as its file of conf/ describes it, not fitted."""
    entry = yaml.safe_load((CONF / f"{name}.yaml").read_text(encoding="utf-8"))[name]
    return instantiate(entry, _convert_="all")


def cloud(rows: int = 200, dimension: int = 8, seed: int = 0) -> np.ndarray:
    """A narrow cloud far from 0, of full rank, its directions wide and thin: shape (rows, d)."""
    draws = np.random.default_rng(seed)
    turn = np.linalg.qr(draws.normal(size=(dimension, dimension)))[0]
    spreads = 0.1 * 0.8 ** np.arange(dimension)
    return 3 + (draws.normal(size=(rows, dimension)) * spreads) @ turn


ENOUGH = st.integers(12, 60)


def clouds(rows: st.SearchStrategy[int] = ENOUGH) -> st.SearchStrategy[np.ndarray]:
    """Clouds of up to 8 numbers."""
    return st.builds(cloud, rows, st.integers(2, 8), st.integers(0, 10_000))


def covariance(rows: np.ndarray) -> np.ndarray:
    """Divided by n, in float64."""
    return np.cov(rows.astype(np.float64).T, bias=True).reshape(rows.shape[1], rows.shape[1])
