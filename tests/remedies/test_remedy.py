"""The verb `remedy` in a folder with a small arm."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from stages import paths, remedy, tables
from stages.encoders.facts import vector_facts
from stages.mistakes import explained
from stages.storage.damage import DamagedFileError
from stages.storage.seal import SEAL, check, seal
from tests.conftest import ROOT
from tests.remedies.clouds import CONF, NAMES, cloud

ROWS = {"CA": 150, "PR": 40}
DIMENSION = 70
MINE = {
    "mine": {"_target_": "sklearn.preprocessing.RobustScaler"},
    "own": {"_target_": "tests.remedies.odd_remedies.Clip", "share": 0.1},
    "blown": {"_target_": "tests.remedies.odd_remedies.TooLarge"},
}


def write_domain(stem: str, label: bool = True) -> None:
    rows = ROWS[stem]
    split = ["train"] * 120 + ["id_test"] * 30 if stem == "CA" else ["ood_test"] * rows
    table = pd.DataFrame({"row": range(rows), "split": split, "label": label})
    tables.write_table(paths.table(stem), table, tables.TABLE_KEYS)


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tables, texts, and vectors of the encoder `made`, sealed as embed leaves them."""
    monkeypatch.chdir(tmp_path)
    domains = pd.DataFrame(
        [(stem, stem, "source" if stem == "CA" else "target", rows, rows // 2)
         for stem, rows in ROWS.items()],
        columns=list(tables.DOMAINS),
    )  # fmt: skip
    tables.write_csv(paths.DOMAINS, domains, tables.DOMAINS)
    for seed, (stem, rows) in enumerate(ROWS.items()):
        write_domain(stem)
        distinct = np.arange(rows) * 9 // 10
        texts = pd.DataFrame({"row": range(rows), "text": "x", "distinct": distinct})
        tables.write_table(paths.texts(stem), texts, tables.TEXTS)
        paths.vectors("made", stem).parent.mkdir(parents=True, exist_ok=True)
        vectors = cloud(rows, DIMENSION, seed).astype(np.float32)
        np.save(paths.vectors("made", stem), vectors[distinct])
    seal(paths.facts("made").parent)
    remedies: dict[str, object] = {}
    for name in NAMES:
        remedies |= yaml.safe_load((CONF / f"{name}.yaml").read_text(encoding="utf-8"))
    params = {
        "encoders": {"made": {"_target_": "tests.encoders.made_encoders.Shifted", "mean": 0}},
        "remedies": remedies | MINE,
        "compute": yaml.safe_load((ROOT / paths.PARAMS).read_text("utf-8"))["compute"],
    }
    paths.PARAMS.write_text(yaml.safe_dump(params))
    return tmp_path


def bytes_of(arm: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((paths.VECTORS / arm).iterdir())}


def test_it_writes_vectors_facts_words_and_checksums(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    remedy.main(["made", "standardize"])
    arm = "made+standardize"
    written = bytes_of(arm)
    assert list(written) == ["CA.npy", "PR.npy", SEAL, "facts.json", "training.json"]
    for name in set(written) - {SEAL}:
        check(paths.VECTORS / arm / name)
    vectors = np.load(paths.vectors(arm, "CA"))
    train = np.arange(150) < 120
    assert np.allclose(vectors[train].std(axis=0), 1, atol=1e-5)
    facts = json.loads(written["facts.json"])
    assert facts == vector_facts(vectors, train, np.arange(150) * 9 // 10)
    assert (facts["rows"], facts["dtype"], facts["constant_coordinates"]) == (108, "float32", 0)
    assert json.loads(written["training.json"]) == {}
    line = capsys.readouterr().out.splitlines()[0]
    said = "made+standardize: 190 rows, fitted on 120 train rows without labels; dimension 70"
    assert re.match(re.escape(said) + r", anisotropy \S+$", line)


@pytest.mark.parametrize("name", ["pca", "whiten_shrunk", "quantile", "mine"])
def test_a_second_run_writes_the_same_bytes_and_labels_change_none(
    workplace: Path, name: str
) -> None:
    remedy.main(["made", name])
    first = bytes_of(f"made+{name}")
    write_domain("CA", label=False)
    write_domain("PR", label=False)
    remedy.main(["made", name])
    assert bytes_of(f"made+{name}") == first


def test_words_for_training_go_with_the_vectors_as_they_are(workplace: Path) -> None:
    remedy.main(["made", "balanced"])
    made = bytes_of("made+balanced")
    assert json.loads(made["training.json"]) == {"class_weight": "balanced"}
    assert made["CA.npy"] == bytes_of("made")["CA.npy"]


def test_a_class_of_ones_own_is_a_remedy(workplace: Path) -> None:
    remedy.main(["made", "own"])
    source = np.load(paths.vectors("made", "CA")).astype(np.float64)
    low, high = np.quantile(source[:120], [0.1, 0.9], axis=0)
    expected = np.clip(np.load(paths.vectors("made", "PR")), low, high).astype(np.float32)
    assert np.array_equal(np.load(paths.vectors("made+own", "PR")), expected)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["made", "standardise"], "Got 'standardise', not one of remedies: .*Nearest: standardize"),
        (["maid", "center"], "Got 'maid', not one of encoders: made. Nearest: made"),
        (["made", "blown"], "expected finite numbers that fit float32"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(workplace: Path, words: list[str], said: str) -> None:
    with pytest.raises((KeyError, ValueError)) as caught:
        remedy.main(words)
    assert re.search(said, explained(caught.value) or "")
    assert not any(paths.VECTORS.glob("made+*/*.npy"))


def test_none_is_refused_as_it_would_write_over_what_embed_wrote(workplace: Path) -> None:
    before = bytes_of("made")
    with pytest.raises(ValueError, match="whose vectors are what embed writes") as caught:
        remedy.main(["made", "none"])
    assert explained(caught.value)
    assert bytes_of("made") == before


def test_damaged_vectors_are_refused_by_name(workplace: Path) -> None:
    path = paths.vectors("made", "PR")
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(DamagedFileError, match=r"PR\.npy is damaged") as caught:
        remedy.main(["made", "center"])
    assert "The stage embed@made writes it" in (explained(caught.value) or "")


def test_missing_vectors_are_told_with_the_stage_that_makes_them(workplace: Path) -> None:
    paths.vectors("made", "PR").unlink()
    with pytest.raises(FileNotFoundError) as caught:
        remedy.main(["made", "center"])
    assert "which the stage embed@made writes" in (explained(caught.value) or "")
