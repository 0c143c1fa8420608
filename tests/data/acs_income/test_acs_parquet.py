"""ACSIncome parquets: invented people in both schemas, and the real rows where they are."""

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from stages.data.acs_parquet import AcsParquet
from stages.data.roles import source_and_targets
from stages.features.census import CensusFeatures
from tests.data.acs_income.people import CODES, parquet
from tests.data.test_simulated import COLUMNS

REAL = "data/acsincome_2018_six_states.parquet"
# Rows and positives: the README beside the file; AR lacks one row, CA is a sample
ROWS = {
    "AK": (3546, 2175),
    "AL": (22268, 15344),
    "AR": (13928, 10196),
    "AZ": (33277, 21977),
    "CA": (32166, 19209),
    "PR": (9071, 8109),
}


def data(path: Path, **changes: object) -> AcsParquet:
    settings: dict[str, object] = {
        "name": "acs_parquet",
        "path": str(path),
        "description": "stages/text/acs_2018.yaml",
        "known_counts": "stages/data/acs_income/known_counts.yaml",
        "source": "CA",
        "targets": None,
        "year": 2018,
        "window": "head50k",
        "coarse": "auto",
        "features": COLUMNS,
        "featurizer": CensusFeatures(COLUMNS),
        "seed": 0,
    }
    return AcsParquet(**{**settings, **changes})  # type: ignore[arg-type]


def people(**changes: object) -> pd.DataFrame:
    """The eight invented people, four in California and four in Alabama, as folktables has them."""
    frame = pd.DataFrame({"ST": [6, 1] * 4, **CODES}).drop(columns="PWGTP").astype("float64")
    return frame.assign(**changes)


def many(rows: int = 1200, **changes: object) -> pd.DataFrame:
    """As many people again and again, all counted."""
    frame = people(AGEP=30, WKHP=40, PINCP=[101, 101, *[60_000] * 6])
    frame = pd.concat([frame] * (rows // 8), ignore_index=True)
    return frame.assign(**changes)


@pytest.fixture(scope="module")
def real(shared: Path) -> AcsParquet:
    return data(shared / REAL, window="random")


@pytest.mark.parametrize("state", ROWS)
def test_the_real_states_have_their_published_counts(real: AcsParquet, state: str) -> None:
    rows = real.rows(state)
    assert (len(rows.positive), int(rows.positive.sum())) == ROWS[state]
    said = "exactly those known" if state not in ("AR", "CA") else "a sample of"
    assert any(said in note for note in rows.notes)
    assert set(rows.features["RAC1P"]) == set(rows.features["MAR"]) == {0, 1}


def test_the_paper_s_window_of_the_real_file_is_the_head_of_california(shared: Path) -> None:
    frame = pd.read_parquet(shared / REAL)
    rows = data(shared / REAL).rows("CA")
    head = frame[(frame["STATE"] == "CA") & (frame["CA_ROW"] < 50_000)]
    assert len(rows.features) == 8113
    assert rows.features.index.tolist() == head["CA_ROW"].tolist()
    assert (rows.positive == ~head["PINCP"].to_numpy()).all()
    quarters = head["RELP"].isin([16, 17]).mean()
    assert quarters == pytest.approx(0.1048, abs=5e-5)
    assert any("10.48% of 8,113 rows in the window head50k, 2.64% of 32,166" in note
               for note in rows.notes)  # fmt: skip


def test_any_state_can_be_the_source_and_targets_default_to_the_rest(real: AcsParquet) -> None:
    assert source_and_targets(real) == ("CA", ("AK", "AL", "AR", "AZ", "PR")) or set(
        source_and_targets(real)[1]
    ) == {"AK", "AL", "AR", "AZ", "PR"}
    other = data(Path(real.path), source="AL")
    assert source_and_targets(other)[0] == "AL"
    assert len(other.rows("CA").features) == 32_166
    assert any("window head50k" in note for note in other.rows("AL").notes)
    with pytest.raises(KeyError, match="Nearest: AL or"):
        other.rows("ALL")


def test_states_differ_by_their_codes_only_where_race_is_left_as_it_is(shared: Path) -> None:
    levels = {
        coarse: {
            state: frozenset(data(shared / REAL, coarse=coarse).rows(state).features["RAC1P"])
            for state in ("CA", "AL", "PR")
        }
        for coarse in ("auto", False)
    }
    assert set(levels["auto"].values()) == {frozenset({0, 1})}
    assert levels[False]["CA"] == {0, 1}
    # White, Black, Asian, American Indian or Alaska Native in census codes; 10 reads `other`
    assert levels[False]["AL"] == {1, 2, 6, 5, 10}
    rows = data(shared / REAL, coarse=False).rows("CA")
    assert any("may tell the state" in note for note in rows.notes)
    assert set(rows.features["MAR"]) == {0, 1}


@pytest.mark.parametrize(
    "states", [["CA", "AL"] * 4, [6, 1] * 4, ["06", "01"] * 4, [6.0, 1.0] * 4, ["6", "1"] * 4]
)
@pytest.mark.parametrize("column", ["ST", "STATE"])
def test_states_are_told_by_letters_or_codes(
    states: list[object], column: str, tmp_path: Path
) -> None:
    frame = people().drop(columns="ST").assign(**{column: states})
    found = data(parquet(tmp_path / "x.parquet", frame), year=None)
    assert found.domains() == ("CA", "AL")
    # 0, 2, 4 of California and 3, 7 of Alabama are counted
    assert found.rows("CA").features.index.tolist() == [0, 2, 4]
    assert found.rows("AL").features.index.tolist() == [3, 7]
    assert found.rows("CA").positive.tolist() == [False, True, False]
    assert "3 rows outside the ACSIncome filter were left out." in found.rows("CA").notes
    assert f"state by {column} and the income as dollars" in found.rows("CA").notes[0]


@pytest.mark.parametrize("truth", [[True, False], [1, 0], [1.0, 0.0]])
def test_an_income_may_be_a_truth_value(truth: list[object], tmp_path: Path) -> None:
    frame = people(AGEP=30, WKHP=40, PINCP=truth * 4)
    rows = data(parquet(tmp_path / "x.parquet", frame), year=None).rows("CA")
    assert rows.positive.tolist() == [False] * 4
    assert "truth value, above $50,000" in rows.notes[0]


def test_full_codes_stay_and_few_levels_are_seen_in_many_rows(tmp_path: Path) -> None:
    full = data(parquet(tmp_path / "full.parquet", many()), year=None).rows("CA")
    assert set(full.features["MAR"]) == {1, 2}
    assert set(full.features["RAC1P"]) == {1, 6, 9, 3}
    assert not any("Race" in note for note in full.notes)
    five = many(RAC1P=np.tile([1, 2, 3, 4, 5, 1, 1, 2], 150), MAR=np.tile([1, 2], 600))
    path = parquet(tmp_path / "five.parquet", five)
    auto = data(path, year=None).rows("AL")
    assert set(auto.features["RAC1P"]) == {0, 1}
    assert set(auto.features["MAR"]) == {0}
    both = data(parquet(tmp_path / "again.parquet", many()), year=None, coarse=True).rows("AL")
    assert set(both.features["RAC1P"]) <= {0, 1}


def test_the_window_is_the_head_by_row_number_or_50_000_at_random(tmp_path: Path) -> None:
    rows = 60_000
    numbers = np.random.default_rng(0).permutation(rows)
    frame = many(rows, ST=6, CA_ROW=numbers, AGEP=20 + np.arange(rows) % 60)
    path = parquet(tmp_path / "x.parquet", frame)
    head = data(path, year=None).rows("CA").features
    assert set(head.index) == set(range(50_000))
    assert head.loc[numbers[7], "AGEP"] == 27 if numbers[7] < 50_000 else True
    drawn = [data(path, year=None, window="random", seed=seed).rows("CA") for seed in (0, 0, 1)]
    assert [len(part.features) for part in drawn] == [50_000] * 3
    assert drawn[0].features.equals(drawn[1].features)
    assert not drawn[0].features.index.equals(drawn[2].features.index)
    placed = parquet(tmp_path / "y.parquet", frame.drop(columns="CA_ROW"))
    assert data(placed, year=None).rows("CA").features.index.tolist() == list(range(50_000))
    target = data(path, year=None, source="AL").rows("CA")
    assert len(target.features) == rows


def test_birthplace_is_there_for_the_asking(tmp_path: Path) -> None:
    found = data(parquet(tmp_path / "x.parquet", people()), year=None, features=["POBP", "SEX"])
    assert found.rows("CA").features.columns.tolist() == ["POBP", "SEX"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ST": [6, 1] * 3 + [6, 3]}, "Got '3', not one of the states"),
        ({"ST": ["CA", "AL"] * 3 + ["CA", "Alabama"]}, "Got 'Alabama'"),
        ({"ST": ["CA", None] * 4}, "not one of the states"),
        ({"COW": ["1"] * 7 + ["self"]}, "COW='self' in row 7"),
        ({"SCHL": [1.0] * 7 + [np.inf]}, "SCHL=inf|SCHL=np.float64\\(inf\\)"),
        ({"PINCP": [1.0] * 7 + [np.nan]}, "1 of 8 rows without PINCP"),
        ({"CA_ROW": [1] * 8}, "negative or repeated numbers"),
    ],
)
def test_bad_columns_are_named_with_place_and_cure(
    changes: dict[str, object], said: str, tmp_path: Path
) -> None:
    path = parquet(tmp_path / "x.parquet", people(**changes))
    with pytest.raises(ValueError, match=said):
        data(path).domains()


def test_a_file_without_what_is_needed_is_named(tmp_path: Path) -> None:
    for column in ("SEX", "PINCP"):
        path = parquet(tmp_path / "x.parquet", people().drop(columns=column))
        with pytest.raises(ValueError, match=rf"without {column}; expected the ACSIncome columns"):
            data(path).domains()
    with pytest.raises(ValueError, match="without a column of states"):
        data(parquet(tmp_path / "x.parquet", people().drop(columns="ST"))).domains()
    with pytest.raises(FileNotFoundError, match="which is no file"):
        data(tmp_path / "none.parquet").domains()
    (tmp_path / "x.parquet").write_bytes(b"a,b\n1,2\n")
    with pytest.raises(ValueError, match="can't be read as parquet"):
        data(tmp_path / "x.parquet").domains()


def test_class_counts_that_contradict_the_known_ones_stop_the_run(shared: Path) -> None:
    path = shared / REAL
    frame = pd.read_parquet(path, columns=["STATE"])
    assert Counter(frame["STATE"]) == {state: rows for state, (rows, _) in ROWS.items()}
    rows = data(path, year=None).rows("PR")
    assert not any("Class counts" in note for note in rows.notes)


def test_a_label_turned_round_is_caught_by_the_counts(shared: Path, tmp_path: Path) -> None:
    frame = pd.read_parquet(shared / REAL)
    turned = frame[frame["STATE"] == "PR"].assign(PINCP=lambda part: ~part["PINCP"])
    path = parquet(tmp_path / "turned.parquet", turned)
    with pytest.raises(ValueError, match=r"962 positives.*8,109 positives.*label turned round"):
        data(path, source="PR").rows("PR")


def test_an_unknown_window_or_coarseness_is_answered_with_the_nearest(tmp_path: Path) -> None:
    path = parquet(tmp_path / "x.parquet", people())
    with pytest.raises(ValueError, match=r"Got 'head', not one of the windows.*Nearest: head50k"):
        data(path, window="head", year=None).rows("CA")
    with pytest.raises(ValueError, match=r"Got 'tru', not one of the values of data\.coarse"):
        data(path, coarse="tru").domains()
