"""The committed table of measured figures, and its laws of growth."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, TypedDict, cast

import yaml

MEGA: Final = 1e6
MEASURED: Final = Path(__file__).with_name("measured.yaml")
ROWS: Final = 3000
DIMENSION: Final = {"embedding": 384, "tabular": 76}


class FamilyFigures(TypedDict, total=False):
    """Figures of one family, as measured.yaml explains them."""

    embedding: float
    tabular: float
    rows: float
    dimension: float
    shared: float
    copies: float
    worker_mb: float
    number_mb: float
    pair_bytes: float
    pairs_mb: float
    per_row: float
    per_test_row: float


class Transformers(TypedDict):
    """Figures of transformer encoders."""

    classes: list[str]
    wrappers: list[str]
    working: Mapping[int, float]
    stored: Mapping[int, float]
    tokens: float
    cpu: Mapping[str, float]
    matmul: Mapping[str, float]
    openvino: Mapping[str, float]
    gpu: Mapping[str, float]
    bytes: Mapping[str, float]
    worker_mb: float


class Figures(TypedDict):
    """The whole table."""

    families: Mapping[str, FamilyFigures]
    classes: Mapping[str, FamilyFigures]
    unknown: FamilyFigures
    judging: Mapping[str, float]
    encoders: Mapping[str, float]
    transformers: Transformers
    stages: Mapping[str, Mapping[str, float]]
    per_trial: Mapping[str, float]
    memory: Mapping[str, float]
    disk: Mapping[str, float]
    raw_dimension: int
    range: float


@lru_cache(maxsize=1)
def figures() -> Figures:
    """The table, read once; numbers such as 2.0e-6 are numbers."""
    return cast(Figures, yaml.safe_load(MEASURED.read_text(encoding="utf-8")))


def family_figures(name: str, kind: str) -> tuple[FamilyFigures, bool]:
    """The figures of a family by its class or else its name; False: unknown, a guess.

    A class of somebody else's under one of our names is unknown too.
    """
    table = figures()
    if kind in table["classes"]:
        return table["classes"][kind], True
    if name in table["families"] and kind.startswith("stages.families."):
        return table["families"][name], True
    return table["unknown"], False


@dataclass(frozen=True)
class Shape:
    """What a fit's seconds depend on: training rows, numbers per row, rows to predict."""

    train: int
    dimension: int
    test: int


def unit_seconds(figure: FamilyFigures, side: str, shape: Shape) -> float:
    """Seconds of training of cost 1 on one core; `side`: embedding or tabular."""
    base = figure["embedding"] if side == "embedding" else figure["tabular"]
    rows, width = shape.train / ROWS, shape.dimension / DIMENSION[side]
    return float(base * rows ** figure["rows"] * width ** figure["dimension"])


def judging_seconds(figure: FamilyFigures, shape: Shape) -> float:
    """Seconds to predict and judge the test rows of one trial."""
    each = figure["per_row"] + figures()["judging"]["per_row"]
    each += figure.get("per_test_row", 0.0) * shape.train * shape.dimension
    return float(shape.test * each)


def worker_mb(figure: FamilyFigures, shape: Shape) -> float:
    """MB of a worker at the peak: itself, its training vectors, and what its engine holds."""
    vectors = figure["copies"] * shape.train * shape.dimension * 8 / MEGA
    numbers = figure.get("number_mb", 0.0) * shape.dimension
    pairs = figure.get("pair_bytes", 0.0) * shape.train**2 / MEGA
    return figure["worker_mb"] + vectors + numbers + min(pairs, figure.get("pairs_mb", pairs))
