"""Studies of remedies made by hand: a letter per configuration says what it predicts.

`T`, `F`: one class only; `.`: macro-F1 .791667; `g`: macro-F1 .916667; `x`: diverged.
"""

from collections.abc import Mapping

import pandas as pd

from stages.prescription.counted import CountedArm
from stages.prescription.study import Study
from stages.storage.arms import NO_REMEDY, arm_name

CELLS = {
    "T": (60, 0, 40, 0), "F": (0, 60, 0, 40), ".": (50, 10, 10, 30), "g": (56, 4, 4, 36),
}  # fmt: skip
NAMES = ["tp", "fn", "fp", "tn"]
DOMAINS = {"CA": "source", "PR": "target", "AL": "target"}
Letters = Mapping[str, str | list[str]]


def made_arm(arm: str, families: Letters, elsewhere: Mapping[str, str] | None = None) -> CountedArm:
    """An arm whose families have a string of letters, or one per seed; the same on every domain.

    `elsewhere`: letters that stand for other ones on the targets.
    """
    trials, counts = [], []
    for family, given in families.items():
        for seed, letters in enumerate([given] if isinstance(given, str) else given):
            for place, letter in enumerate(letters):
                key = {"arm": arm, "family": family, "config": f"C={place};seed={seed}"}
                trials.append(_trial(key, seed, place, letter))
                counts += _counts(key, letter, elsewhere or {})
    whole = pd.DataFrame(counts)
    whole[NAMES] = whole[NAMES].astype("Int64")
    half = [whole.assign(**{name: whole[name] // 2 for name in NAMES}, half=h) for h in (0, 1)]
    return CountedArm(arm, whole, pd.concat(half, ignore_index=True), pd.DataFrame(trials))


def made_study(
    arms: Mapping[str, Letters], elsewhere: Mapping[str, Mapping[str, str]] | None = None
) -> Study:
    """A study of `minilm`, its arms by remedy; `elsewhere`: as in `made_arm`, by remedy."""
    other = elsewhere or {}
    return Study(
        encoder="minilm",
        families=tuple(arms[NO_REMEDY]),
        arms={name: made_arm(_arm(name), arms[name], other.get(name)) for name in arms},
        domains=domains(),
        epsilon=0.1,
        confidence=0.95,
    )


def domains() -> pd.DataFrame:
    rows = [(stem, stem, role, 100, 60) for stem, role in DOMAINS.items()]
    return pd.DataFrame(rows, columns=["domain", "file", "role", "rows", "positives"])


def _arm(remedy: str) -> str:
    return arm_name("minilm", remedy)


def _trial(key: dict[str, str], seed: int, place: int, letter: str) -> dict[str, object]:
    state = {"status": "diverged" if letter == "x" else "ok", "error": None}
    return {**key, "seed": seed, "C": place, "in_grid": True, **state, "run": key["config"]}


def _counts(key: dict[str, str], letter: str, other: Mapping[str, str]) -> list[dict[str, object]]:
    rows = []
    for stem, role in DOMAINS.items():
        here = other.get(letter, letter) if role == "target" else letter
        cells = CELLS.get(here, (None,) * 4)
        split = "id_test" if role == "source" else "ood_test"
        rows.append({**key, "domain": stem, "split": split, **dict(zip(NAMES, cells, strict=True))})
    return rows
