import numpy as np
import pytest

from stages import evaluate, paths, tables
from tests.small_study import ARM, ROLES, write_study

CELLS = ["tp", "fn", "fp", "tn"]


@pytest.fixture
def study(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_study(tmp_path, failed=f"{ARM}/lr")
    evaluate.main(["lr"])
    return paths.counts(ARM, "lr")


def test_every_trial_of_both_arms_is_counted_on_every_domain(study):
    counts = tables.read_table(study / "confusion.parquet")
    assert set(counts["arm"]) == {"tabular", ARM}
    assert len(counts) == 2 * 5 * len(ROLES)
    assert counts.groupby("domain")["split"].first().to_dict() == {
        domain: "id_test" if role == "source" else "ood_test" for domain, role in ROLES.items()
    }
    assert counts[CELLS].isna().all(axis=1).sum() == len(ROLES)


def test_counts_are_those_of_the_predictions(study):
    counts = tables.read_table(study / "confusion.parquet")
    table = tables.read_table(paths.table("PR"))
    made = tables.read_predictions(paths.predictions(ARM, "lr") / "PR.parquet")
    config = made.configs[2]
    line = counts[
        (counts["arm"] == ARM) & (counts["config"] == config) & (counts["domain"] == "PR")
    ]
    positive, label = made.positive[:, 2], table["label"].to_numpy()
    expected = [(positive & label), (~positive & label), (positive & ~label), (~positive & ~label)]
    assert line[CELLS].iloc[0].tolist() == [cell.sum() for cell in expected]


def test_the_halves_add_up_to_the_counts(study):
    counts = tables.read_table(study / "confusion.parquet")
    halves = tables.read_table(study / "halves.parquet")
    key = ["arm", "config", "domain"]
    total = halves.groupby(key)[CELLS].sum(min_count=2).sort_index()
    whole = counts.set_index(key)[CELLS].sort_index()
    assert np.array_equal(total.to_numpy(), whole.to_numpy(), equal_nan=True)


def test_row_intervals_have_the_columns_that_the_audit_joins_on(study):
    rows = tables.read_table(study / "rows.parquet")
    assert list(rows.columns) == [
        "arm", "measure", "epsilon", "source", "target", "rows_low", "rows_high",
    ]  # fmt: skip
    assert set(rows["epsilon"]) == {0.0, 0.1}


def test_row_intervals_are_quantiles_over_redrawn_rows(study):
    (test,) = (test for test in evaluate.read_tests() if test.domain == "PR")
    made = tables.read_predictions(paths.predictions(ARM, "lr") / "PR.parquet")
    shares = []
    for weight in test.bootstrap(20):
        positives = weight @ made.positive
        constant = (positives == 0) | (positives == weight.sum())
        shares.append(constant.sum() / 5)  # the failed one stays in the denominator
    expected = np.quantile(shares, [0.025, 0.975])
    assert expected[0] < expected[1]
    assert not np.allclose(expected, np.quantile(shares, [0.05, 0.95]))
    rows = tables.read_table(study / "rows.parquet")
    line = rows.set_index(["arm", "measure", "target", "epsilon"]).loc[ARM, "target", "PR", 0.0]
    assert line[["rows_low", "rows_high"]].tolist() == pytest.approx(expected.tolist())


def test_the_same_inputs_give_the_same_bytes(study):
    before = {path.name: path.read_bytes() for path in study.iterdir()}
    evaluate.main(["lr"])
    assert {path.name: path.read_bytes() for path in study.iterdir()} == before
    assert set(before) == {
        "confusion.parquet", "halves.parquet", "rows.parquet", "agreement.parquet",
        "checksums.json",
    }  # fmt: skip


def test_an_unknown_family_is_answered_with_the_nearest(study, capsys):
    with pytest.raises(SystemExit):
        evaluate.main(["rl"])
    assert "not one of the roster: lr, rf. Nearest:" in capsys.readouterr().err
