"""The ledger as `audit` writes it, on a whole study with one seed and with five."""

import pandas as pd
import pytest
import yaml

from stages import audit, evaluate, paths, tables
from stages.claims.table import COLUMNS
from stages.summary.named_tables import TEXT
from tests.conftest import ROOT
from tests.small_study import FAMILIES, write_study


def ledger(folder, seeds) -> pd.DataFrame:
    write_study(folder, seeds=seeds)
    params = yaml.safe_load(paths.PARAMS.read_text())
    params["claims"] = {}
    for path in sorted((ROOT / "conf/claims").glob("*.yaml")):
        params["claims"] |= yaml.safe_load(path.read_text(encoding="utf-8"))
    paths.PARAMS.write_text(yaml.safe_dump(params))
    for family in FAMILIES:
        evaluate.main([family])
    audit.main([])
    assert tuple(pd.read_csv(paths.report_table("claims")).columns) == COLUMNS
    return tables.read_csv(paths.report_table("claims"), text=TEXT).set_index("claim")


@pytest.mark.parametrize("seeds", [(0,), (0, 1, 2, 3, 4)])
def test_five_seeds_give_intervals_and_one_gives_none(seeds, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = ledger(tmp_path, seeds)
    told = found[found["value"].notna()]
    assert {"embedding_collapses", "to_the_majority"} <= set(told.index)
    assert (told["seeds"] == len(seeds)).all()
    assert told["low"].notna().all() == (len(seeds) == 5)
    assert (found.loc[found["value"].isna(), "verdict"] == "cannot_tell").all()
    assert found.loc["r2_rises", "reason"] == "no line on any target"
    assert found.loc["well_defined", "reason"] == "not on the roster: svm, mlp, gbm, cvar_dro"
