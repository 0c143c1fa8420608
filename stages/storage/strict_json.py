"""Numbers as strict JSON: six significant digits, null for what is undefined, no NaN, no lists."""

import json
import math
from typing import Final, TypeAlias

DIGITS: Final = 6

Leaf: TypeAlias = float | int | None
Tree: TypeAlias = "dict[str, Leaf | Tree]"


def finite(value: float | int | bool | None) -> Leaf:
    """A leaf: bools as 1 and 0, floats to six significant digits, NaN and infinity as null."""
    if value is None or not math.isfinite(value):
        return None
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    return int(value)


def strict_json(tree: object) -> str:
    """Sorted, indented JSON; ValueError on NaN or infinity."""
    return json.dumps(tree, indent=2, sort_keys=True, allow_nan=False) + "\n"
