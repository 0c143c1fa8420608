"""A whole study in a folder: two families, three domains, predictions by a rule, no training."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import yaml

from stages import paths, tables
from stages.certificates import limits, logit_path
from stages.certificates.everywhere import EVERYWHERE
from stages.tables import Predictions

ARM = "hashing"
FAMILIES = ("lr", "rf")
ROLES = {"CA": "source", "PR": "target", "AL": "target"}
ROWS = 120
LIMITS = ["arm", *limits.LIMITS]
PATH = ["arm", *logit_path.PATH]
CUTS = {"tabular": (0.3, 0.4, 0.5, 0.6, 0.7), ARM: (-1.0, 0.02, 0.5, 0.7, 2.0)}


def write_study(
    folder: Path, seeds: tuple[int, ...] = (0,), failed: str = "", one_class: str = ""
) -> None:
    """Write params.yaml and every artifact that evaluate and audit read, below `folder`.

    `failed`: `arm/family`, whose last configuration then has status failed, or all of them where
    it ends in `/all`; `one_class`: a domain without negatives.
    """
    params = {
        "arm": ARM,
        "diagnosed": [],
        "roster": list(FAMILIES),
        "seeds": list(seeds),
        "measures": {"epsilon": 0.1, "bootstrap": 20, "confidence": 0.95},
        "own_logit": {"solver": "newton-cholesky", "penalty_is": "C"},
    }
    (folder / paths.PARAMS).write_text(yaml.safe_dump(params))
    scores = {
        domain: _write_domain(folder, domain, 1.0 if domain == one_class else 0.6)
        for domain in ROLES
    }
    _write_domains(folder)
    for arm, cuts in CUTS.items():
        for family in FAMILIES:
            trials = _trials(seeds)
            ends = {f"{arm}/{family}": slice(-1, None), f"{arm}/{family}/all": slice(None)}
            broken = trials.index[ends.get(failed, slice(0))]
            trials.loc[broken, ["status", "error"]] = ["failed", "ValueError: no"]
            _write_family(folder / paths.predictions(arm, family), trials, cuts, scores)
    for arm in CUTS:
        _write_certificate(folder / paths.certificates(arm), arm)
    facts = folder / paths.facts(ARM)
    facts.parent.mkdir(parents=True)
    facts.write_text(json.dumps({"anisotropy": 0.25, "participation_ratio": 12.5}))


def _write_domain(folder: Path, domain: str, share: float) -> np.ndarray:
    random = np.random.default_rng([*domain.encode()])
    label = random.random(ROWS) < share
    split = np.where(np.arange(ROWS) < 20, "train", "id_test")
    split = split if ROLES[domain] == "source" else np.full(ROWS, "ood_test")
    table = pd.DataFrame({"row": np.arange(ROWS), "split": split, "label": label})
    tables.write_table(folder / paths.table(domain), table, tables.TABLE_KEYS)
    distinct = np.arange(ROWS) // 2
    texts = [f"The {domain} row is {number}." for number in distinct]
    frame = pd.DataFrame({"row": np.arange(ROWS), "text": texts, "distinct": distinct})
    tables.write_table(folder / paths.texts(domain), frame, tables.TEXTS)
    return np.clip(label * 0.3 + random.random(ROWS) * 0.7, 0.0, 1.0)


def _write_certificate(place: Path, arm: str) -> None:
    limit = (arm, "lr", None, EVERYWHERE, 0.01, 0.02, 0.03, None)
    certified = pd.DataFrame([limit], columns=LIMITS)
    tables.write_csv(place / "limits.csv", certified, LIMITS)
    path = pd.DataFrame([(arm, 0.1, 0.5, 0.6, 0.0)], columns=PATH)
    tables.write_csv(place / "path.csv", path, PATH)


def _write_domains(folder: Path) -> None:
    lines = []
    for domain, role in ROLES.items():
        table = tables.read_table(folder / paths.table(domain))
        positives = int(table["label"].sum())
        lines.append((domain, domain, role, len(table), positives))
    frame = pd.DataFrame(lines, columns=list(tables.DOMAINS))
    tables.write_csv(folder / paths.DOMAINS, frame, tables.DOMAINS)


def _trials(seeds: tuple[int, ...]) -> pd.DataFrame:
    keys = [(f"C={index};seed={seed}", seed, index) for seed in seeds for index in range(5)]
    trials = pd.DataFrame(keys, columns=["config", "seed", "C"])
    trials["in_grid"] = True
    trials["status"], trials["error"] = "ok", None
    trials["run"] = trials["config"]
    return trials


def _write_family(
    place: Path,
    trials: pd.DataFrame,
    cuts: tuple[float, ...],
    scores: dict[str, np.ndarray],
) -> None:
    types = {**tables.TRIAL_KEYS, "C": pa.int64(), **tables.TRIAL_STATE}
    tables.write_table(place / "trials.parquet", trials, types)
    ok = trials[trials["status"] == "ok"]
    configs = tuple(ok["config"])
    limits = np.array(cuts)[ok["C"]] - 0.001 * ok["seed"].to_numpy()
    facts = []
    for domain, score in scores.items():
        rows = np.arange(20 if ROLES[domain] == "source" else 0, ROWS)
        predictions = Predictions(rows, configs, score[rows, None] > limits)
        tables.write_predictions(place / f"{domain}.parquet", predictions)
        facts += [(config, domain, 0.75, 1.0, 0.6, None, None) for config in configs]
    frame = pd.DataFrame(facts, columns=list(tables.SCORES))
    tables.write_table(place / "scores.parquet", frame, tables.SCORES)
