"""Every artifact of a small study=diagnosis, made by its own verbs: two remedies, one family."""

import importlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from stages import certify, diagnose, dial, paths, prescribe, remedy, tables, train
from stages.commands.composition import composed
from stages.encoders.facts import vector_facts
from stages.storage.atomic import write_text
from stages.storage.seal import seal
from stages.storage.strict_json import strict_json
from tests.conftest import ROOT
from tests.families.made_arm import rows

ARM = "hashing"
MENDED = f"{ARM}+standardize"
ARMS = (ARM, MENDED, f"{ARM}+prior")
SPLITS = {"CA": ["train"] * 120 + ["id_test"] * 60, "PR": ["ood_test"] * 50}
OVERRIDES = (
    "study=diagnosis",
    "preset=quick",
    f"encoder={ARM}",
    "roster=[lr]",
    "remedied=[standardize,prior]",
    f"arms=[{','.join(ARMS)}]",
    f"certified=[tabular,{','.join(ARMS)}]",
    "diagnosis.sample=2",
    "diagnosis.probes.rounds=5",
    "diagnosis.probes.folds=3",
    "parallel.n_jobs=1",
)
FEW_DIALS = {
    "single": {"spread": [0.01, 1.0]},
    "crossed": [],
    "batches": {},
    "rows": {"train": 60, "test": 40},
}


@dataclass(frozen=True)
class Act:
    """A verb, its words, and the folder that it writes."""

    verb: str
    words: tuple[str, ...]
    out: Path

    def run(self) -> None:
        importlib.import_module(f"stages.{self.verb}").main(self.words)


REMEDY = Act("remedy", (ARM, "standardize"), paths.VECTORS / MENDED)
CERTIFY = Act("certify", (MENDED,), paths.certificates(MENDED))
DIAGNOSE = Act("diagnose", (ARM, "lr"), paths.diagnosis(ARM, "lr"))
DIAL = Act("dial", (ARM,), paths.dials(ARM))
PRESCRIBE = Act("prescribe", (ARM,), paths.STUDY_TABLES)
ACTS = (REMEDY, CERTIFY, DIAGNOSE, DIAL, PRESCRIBE)


def write_study() -> None:
    """Run the study's verbs in the working directory over rows that are made here."""
    tree = dict(composed(ROOT, OVERRIDES).tree)
    dials = dict(tree["dials"])  # type: ignore[call-overload]
    lr = {"lr": dials["families"]["lr"]}
    tree["dials"] = {**dials, **FEW_DIALS, "families": lr}
    paths.PARAMS.write_text(yaml.safe_dump(tree))
    _write_rows()
    for name in ("standardize", "prior"):
        remedy.main([ARM, name])
    for arm in ("tabular", *ARMS):
        certify.main([arm])
    for arm in ARMS:
        train.main([arm, "lr"])
    diagnose.main([ARM, "lr"])
    dial.main([ARM])
    prescribe.main([ARM])


def _write_rows() -> None:
    """Tables and texts; vectors of the raw arm, and small ones far from the origin of the other."""
    lines = []
    for number, (stem, splits) in enumerate(SPLITS.items()):
        x, y = rows(len(splits), seed=number)
        role = "target" if number else "source"
        lines.append((stem, stem, role, len(splits), int(y.sum())))
        table = pd.DataFrame({"row": range(len(splits)), "split": splits, "label": y})
        tables.write_table(paths.table(stem), table, tables.TABLE_KEYS)
        texts = pd.DataFrame({"row": range(len(splits)), "text": "x", "distinct": range(len(y))})
        tables.write_table(paths.texts(stem), texts, tables.TEXTS)
        for arm, vectors in (("tabular", x), (ARM, 0.02 * x + 1.0)):
            paths.vectors(arm, stem).parent.mkdir(parents=True, exist_ok=True)
            np.save(paths.vectors(arm, stem), vectors.astype(np.float32))
    tables.write_csv(paths.DOMAINS, pd.DataFrame(lines, columns=[*tables.DOMAINS]), tables.DOMAINS)
    for folder in (paths.TABLES, paths.TEXTS):
        seal(folder)
    train_rows = np.array(SPLITS["CA"]) == "train"
    for arm in ("tabular", ARM):
        vectors = np.load(paths.vectors(arm, "CA"))
        facts = vector_facts(vectors, train_rows, np.arange(len(vectors)))
        write_text(paths.facts(arm), strict_json(facts))
        seal(paths.VECTORS / arm)
