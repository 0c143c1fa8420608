"""Fitting: what is read, counted and calibrated."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from stages.commands.fit_simulator import SETTINGS
from stages.data.simulator import load_simulator
from stages.data.simulator.chain import CHAIN
from stages.data.simulator.fidelity import simulate
from stages.data.simulator.fit import fit, share_above
from stages.data.simulator.levels import codes_of
from stages.data.simulator.likeness import discriminator_auc, variation
from stages.data.simulator.simulator import save_simulator
from stages.data.simulator.source import NEEDED, coarsen, read_source, restore_missing

FILE = Path(__file__).parents[2] / "stages/data/simulator/acs_2018.bin"
SIMULATOR = load_simulator(FILE)
QUICK = replace(SETTINGS, folds=2, calibration_rows=20_000)


def rows(states: tuple[str, ...], number: int) -> pd.DataFrame:
    """Simulated people in the codes of a published parquet: MAR 1 and 2, RAC1P 1 and 2."""
    frames = [simulate(SIMULATOR, state, number, 7) for state in states]
    frame = pd.concat(frames, ignore_index=True)
    return frame.assign(MAR=2 - frame["MAR"], RAC1P=2 - frame["RAC1P"])[list(NEEDED)]


@pytest.fixture(scope="module")
def source() -> pd.DataFrame:
    return coarsen(rows(("AL", "PR"), 3000))


@pytest.fixture(scope="module")
def fitted(source):
    return fit(source, codes_of(source), QUICK, {"survey": "none"})


def test_race_becomes_white_or_not_and_marriage_married_or_not():
    frame = rows(("AL",), 5).assign(RAC1P=[1, 2, 0, 5, 9], MAR=[1, 2, 3, 4, 5])
    result = coarsen(frame)
    assert result["RAC1P"].tolist() == [1, 0, 0, 0, 0]
    assert result["MAR"].tolist() == [1, 0, 0, 0, 0]
    assert result["RACE_DETAIL"].tolist() == [True, True, False, True, True]


def test_rows_outside_the_filter_are_left_out():
    frame = rows(("AL",), 5).assign(AGEP=[16, 17, 40, 40, 40], COW=[1, 1, 9, 1, np.nan])
    assert coarsen(frame)["AGEP"].tolist() == [17, 40]


def test_every_ninth_lacking_row_counts_twice():
    frame = coarsen(rows(("AL",), 40).assign(RAC1P=0, PINCP=True))
    assert len(restore_missing(frame)) == 44
    assert len(restore_missing(frame.assign(PINCP=False))) == 40
    assert len(restore_missing(frame.assign(RACE_DETAIL=True))) == 40


def test_a_share_near_the_complete_state_is_taken_from_there():
    frame = pd.DataFrame({"STATE": "AL", "PINCP": np.arange(1000) < 313})
    assert share_above(frame, "AL") == 0.31094
    assert share_above(frame.assign(STATE="TX"), "TX") == 0.313
    assert share_above(frame.assign(PINCP=np.arange(1000) < 330), "AL") == 0.33


def test_tables_count_every_row_once(fitted, source):
    for step in CHAIN:
        assert fitted.counts[step.child].sum() == len(source)


def test_any_states_can_be_fitted_and_have_their_class_ratio(fitted, source):
    assert fitted.states == ("AL", "PR")
    for state in fitted.states:
        people = fitted.sample(state, 20_000, np.random.default_rng(1), None)
        expected = share_above(source, state)
        assert np.mean(1 - fitted.probability(state, people)) == pytest.approx(expected, abs=0.01)


def test_the_same_rows_give_the_same_bytes(fitted, source, tmp_path):
    save_simulator(tmp_path / "a.bin", fitted)
    save_simulator(tmp_path / "b.bin", fit(source, codes_of(source), QUICK, {"survey": "none"}))
    assert (tmp_path / "a.bin").read_bytes() == (tmp_path / "b.bin").read_bytes()


def test_a_sample_is_at_no_distance_from_itself_and_far_from_another_state():
    alike, other = (simulate(SIMULATOR, state, 2000, 0) for state in ("AL", "PR"))
    codes = SIMULATOR.codes
    assert variation(alike, alike, codes) == 0
    near = variation(alike, simulate(SIMULATOR, "AL", 2000, 1), codes)
    assert near < variation(alike, other, codes) / 2


def test_two_samples_of_one_simulator_cannot_be_told_apart():
    first, second, other = (
        simulate(SIMULATOR, *which) for which in (("AL", 3000, 0), ("AL", 3000, 1), ("PR", 3000, 2))
    )
    assert discriminator_auc(first, second, 0) == pytest.approx(0.5, abs=0.04)
    assert discriminator_auc(first, other.assign(STATE="AL"), 0) > 0.9


def test_real_rows_can_be_fitted(shared, tmp_path):
    frame = pd.read_parquet(shared / "data/acsincome_2018_six_states.parquet").iloc[::25]
    frame.to_parquet(tmp_path / "some.parquet")
    part = read_source(tmp_path / "some.parquet")
    simulator = fit(part.rows, codes_of(part.rows), QUICK, {})
    assert simulator.states == SIMULATOR.states


@pytest.mark.slow
def test_the_shared_rows_give_the_embedded_simulator(shared):
    source = read_source(shared / "data/acsincome_2018_six_states.parquet")
    again = fit(source.rows, codes_of(source.rows), SETTINGS, {})
    assert SIMULATOR.provenance["source_sha256"] == source.sha256
    assert again.codes == SIMULATOR.codes
    # a score at a band's edge may fall to the other side on another CPU
    for step in CHAIN:
        moved = np.abs(again.counts[step.child] - SIMULATOR.counts[step.child]).sum() / 2
        assert moved <= 20, step.child
    assert again.income.intercepts == pytest.approx(SIMULATOR.income.intercepts, abs=0.02)
    difference = again.income.coefficients.astype(int) - SIMULATOR.income.coefficients
    assert np.abs(difference).max() <= 1
