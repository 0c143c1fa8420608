"""The verb `dial` in a folder with a small arm."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from stages import dial, paths, tables
from stages.commands.composition import composed
from stages.dials.tables import DIAL_COLUMNS, PHASE_COLUMNS
from stages.storage.seal import check
from stages.tables import read_csv
from tests.conftest import ROOT
from tests.families.made_arm import rows


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tables and vectors of the encoder lsa, and params.yaml with LR at two spreads."""
    tree = dict(composed(ROOT, ["encoder=lsa", "parallel.n_jobs=1"]).tree)
    plan = dict(tree["dials"])  # type: ignore[call-overload]
    families = {"lr": plan["families"]["lr"]}
    changed = {"families": families, "single": {"spread": [0.001, 10.0]}, "batches": {}}
    tree["dials"] = {**plan, **changed, "rows": {"train": 60, "test": 40}, "crossed": []}
    monkeypatch.chdir(tmp_path)
    paths.PARAMS.write_text(yaml.safe_dump(tree), encoding="utf-8")
    domains = pd.DataFrame([("CA", "CA", "source", 150, 75)], columns=list(tables.DOMAINS))
    tables.write_csv(paths.DOMAINS, domains, tables.DOMAINS)
    x, y = rows(150)
    table = pd.DataFrame({"row": range(150), "split": ["train"] * 90 + ["id_test"] * 60})
    tables.write_table(paths.table("CA"), table.assign(label=y), tables.TABLE_KEYS)
    paths.vectors("lsa", "CA").parent.mkdir(parents=True)
    np.save(paths.vectors("lsa", "CA"), x)
    return tmp_path


def test_it_writes_both_tables_and_their_checksums(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dial.main(["lsa"])
    folder = paths.dials("lsa")
    found = read_csv(folder / "dials.csv", text=("value",))
    assert tuple(found.columns) == DIAL_COLUMNS
    assert found[["dial", "value"]].fillna("").to_numpy().tolist() == [
        ["none", ""],
        ["spread", "0.001"],
        ["spread", "10"],
    ]
    assert found["collapse"].iloc[1] == 1.0
    assert found["configs"].tolist() == [8, 8, 8]
    phases = read_csv(folder / "phases.csv")
    assert tuple(phases.columns) == PHASE_COLUMNS
    assert set(phases["diagram"]) == {"C x spread^2"}
    assert len(phases) == 3 * 8
    check(folder / "dials.csv")
    assert "3 grids on 3 clouds" in capsys.readouterr().out
    assert list((workplace / ".flatline/clouds").iterdir()) == []


def test_it_writes_the_same_bytes_again(workplace: Path) -> None:
    dial.main(["lsa"])
    first = [path.read_bytes() for path in sorted(paths.dials("lsa").iterdir())]
    dial.main(["lsa"])
    assert [path.read_bytes() for path in sorted(paths.dials("lsa").iterdir())] == first


def test_an_unknown_arm_is_answered_with_the_nearest(workplace: Path) -> None:
    with pytest.raises(KeyError, match="lsa"):
        dial.main(["lsaa"])
