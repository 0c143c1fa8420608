"""The forecast: from facts alone, with its error, its range and its words."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from stages.expectation.expected import FITTED, Expectation, expected_collapse
from stages.expectation.judged import judged
from stages.expectation.observed import observed
from stages.expectation.terms import TERMS, terms
from stages.expectation.told import foretold, told
from stages.storage.damage import DamagedFileError
from tests.expectation.made import FACTS, table, tables

EXPECTATION = Expectation.fit(observed(tables()))


def test_terms_are_decades_worked_out_by_hand() -> None:
    """1000 rows (500 distinct), spread .1: log10(1000 x .01) = 1; 1 - .9 is a decade; 100 two."""
    facts = {**FACTS, "rows": 500, "distinct_share": 0.5, "spread": 0.1, "participation_ratio": 100}
    assert terms(facts) == pytest.approx([1, 1, 2])


@pytest.mark.parametrize("changed", [{"spread": 0.0}, {"anisotropy": None}])
def test_vectors_that_do_not_vary_have_no_terms(changed: dict[str, object]) -> None:
    assert terms(FACTS | changed) is None
    assert EXPECTATION.expected(FACTS | changed) == {}
    line = told(EXPECTATION, FACTS | changed)
    assert "do not vary" in line
    assert "collapse" not in line  # neither promised nor denied: every model is a constant there


def test_facts_that_are_missing_or_no_numbers_are_refused() -> None:
    with pytest.raises(KeyError, match="without anisotropy"):
        terms({"spread": 1.0})
    for wrong in ("1", float("nan"), True):
        with pytest.raises(ValueError, match="expected finite numbers"):
            terms(FACTS | {"spread": wrong})


def test_an_anisotropy_that_reads_one_is_a_finite_offset() -> None:
    found = terms(FACTS | {"anisotropy": 1.0})
    assert found is not None
    assert found[1] == pytest.approx(-math.log10(5e-7))


def test_the_rule_that_made_the_clouds_is_found_again() -> None:
    expected = EXPECTATION.expected(FACTS)
    assert expected["lr"][0] == pytest.approx(0.7 - math.log10(3000 * 0.09) / 8, abs=0.01)
    assert expected["flat"][0] == pytest.approx(0.25, abs=1e-6)
    assert expected["lr"][1] == pytest.approx(0, abs=0.01)


def test_an_encoder_is_judged_by_the_others_alone() -> None:
    """`two` is off the rule by .2: as the encoder left out it errs by .2, whatever it says."""
    odd = tables()
    odd["two"]["collapse"] = (odd["two"]["collapse"] + 0.2).clip(upper=1)
    family = observed(odd)["flat"]
    by_name = {one.encoder: one for one in judged(family)}
    assert by_name["two"].left_out == pytest.approx(0.2, abs=1e-6)
    assert by_name["two"].dials_alone == pytest.approx(0.2, abs=1e-6)
    assert by_name["two"].constant == pytest.approx(0.2, abs=1e-6)
    assert by_name["one"].dials_alone is None
    assert by_name["one"].clouds == 12


def test_one_encoder_alone_has_no_error_and_the_words_give_none() -> None:
    lonely = Expectation.fit(observed({"one": table("remedy", 1)}))
    assert lonely.expected(FACTS)["lr"][1] is None
    assert "±" not in told(lonely, FACTS)


@pytest.mark.parametrize(
    ("fact", "values", "direction"),
    [
        ("spread", np.geomspace(1e-4, 1e3, 30), -1),
        ("rows", np.arange(100, 100_000, 5000), -1),
        ("anisotropy", np.linspace(0, 1, 30), 1),
        ("participation_ratio", np.geomspace(1, 4096, 30), 1),
    ],
)
def test_the_committed_forecast_is_monotone(fact: str, values: np.ndarray, direction: int) -> None:
    for family in Expectation.read().families:
        shares = [expected_collapse(FACTS | {fact: float(one)})[family][0] for one in values]
        assert (direction * np.diff(shares) >= 0).all()
        assert 0 <= min(shares) <= max(shares) <= 1


def test_the_committed_forecast_knows_what_was_measured() -> None:
    """MiniLM as it is on 3,000 simulated rows, quick grids: CVaR .5, LR .375, the rest 0."""
    facts = FACTS | {"anisotropy": 0.899866, "participation_ratio": 20.1774, "spread": 0.31644}
    expected = expected_collapse(facts)
    assert list(expected) == ["cvar_dro", "lr", "mlp", "svm"]
    for family, measured in {"cvar_dro": 0.5, "lr": 0.375, "mlp": 0.0, "svm": 0.0}.items():
        share, error = expected[family]
        assert error is not None
        assert error < 0.1
        assert share == pytest.approx(measured, abs=0.1)


def test_the_committed_file_holds_figures_and_no_rows() -> None:
    tree = json.loads(FITTED.read_text(encoding="utf-8"))
    assert set(tree) == {"families", "range", "encoders"}
    assert FITTED.stat().st_size < 4000


def test_a_forecast_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "fitted.json"
    path.write_text(EXPECTATION.text(), encoding="utf-8")
    again = Expectation.read(path)
    assert again.text() == EXPECTATION.text()
    assert again.expected(FACTS)["lr"][0] == pytest.approx(EXPECTATION.expected(FACTS)["lr"][0])


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "fitted.json"
    path.write_text('{"families": {}}', encoding="utf-8")
    with pytest.raises(DamagedFileError, match=r"fitted\.json is damaged"):
        Expectation.read(path)


def test_the_words_say_the_highest_first_with_error_and_grid() -> None:
    line = told(EXPECTATION, FACTS)
    share = EXPECTATION.expected(FACTS)["lr"][0]
    assert "with the quick grids: " in line
    assert f"lr {share:.0%} (± 0), flat 25% (± 0)" in line
    assert line.endswith("; measured later by audit")
    assert "outside" not in line


def test_facts_beyond_the_range_are_said_to_be_outside() -> None:
    far = FACTS | {"spread": 1e6}
    assert EXPECTATION.outside(far) == ["signal"]
    assert "outside what it was fitted on (signal), so a guess" in told(EXPECTATION, far)
    assert EXPECTATION.outside(FACTS) == []
    assert set(EXPECTATION.outside(far)) <= set(TERMS)


def test_what_embed_prints_is_of_the_committed_fit() -> None:
    assert foretold(FACTS) == told(Expectation.read(), FACTS)


def test_tables_without_a_cloud_that_varies_are_refused() -> None:
    with pytest.raises(ValueError, match="no dial tables"):
        observed({})
    still = table("remedy", 1).assign(spread=0.0)
    with pytest.raises(ValueError, match="without spread"):
        observed({"one": still})


def test_grids_with_another_batch_are_left_out() -> None:
    more = pd.concat([table("remedy", 1), table("batch", 5)], ignore_index=True)
    assert len(observed({"one": more})["lr"].share) == 12
