"""Dial tables made by a rule: no training."""

import numpy as np
import pandas as pd

from stages.dials.tables import DIAL_COLUMNS

FACTS = {
    "anisotropy": 0.9,
    "constant_coordinates": 0,
    "dimension": 384,
    "distinct_share": 1.0,
    "dtype": "float32",
    "participation_ratio": 20.0,
    "rows": 3000,
    "spread": 0.3,
}
"""Facts as they stand in facts.json."""


def table(dial: str, seed: int, clouds: int = 12) -> pd.DataFrame:
    """Clouds of two families: `lr` loses an eighth per decade of n spread^2, `flat` knows none."""
    draws = np.random.default_rng(seed)
    rows = []
    for number in range(clouds):
        spread = 10 ** draws.uniform(-2, 1)
        anisotropy = draws.uniform(0, 0.99)
        facts = {**FACTS, "spread": spread, "anisotropy": anisotropy, "mean_l1": 1.0}
        facts["participation_ratio"] = 10 ** draws.uniform(0.5, 2.5)
        facts.pop("dtype")
        signal = np.log10(3000 * spread**2)
        shares = {"lr": np.clip(0.7 - signal / 8, 0, 1), "flat": 0.25}
        for family, share in shares.items():
            key = {"family": family, "dial": dial, "value": str(number)}
            rows.append({**key, **facts, "collapse": share, "configs": 8})
    return pd.DataFrame(rows, columns=list(DIAL_COLUMNS))


def tables() -> dict[str, pd.DataFrame]:
    """Two encoders with remedied clouds, one of them with dialled ones too."""
    one = pd.concat([table("remedy", 1), table("spread", 2)], ignore_index=True)
    return {"one": one, "two": table("remedy", 3)}
