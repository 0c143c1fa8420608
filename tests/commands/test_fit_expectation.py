"""The forecast is fitted by its command, from tables alone: same tables, same bytes."""

from pathlib import Path

import pytest

from stages.commands.fit_expectation import dial_tables, main
from stages.commands.usage import RefusalError
from stages.dials.tables import DIAL_COLUMNS
from stages.expectation.expected import Expectation
from stages.expectation.observed import observed
from stages.tables import write_csv
from tests.expectation.made import FACTS, table, tables


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Dial tables of two encoders, those of one in two places."""
    made = {"a/one": table("remedy", 1), "b/one": table("spread", 2), "a/two": table("remedy", 3)}
    for name, frame in made.items():
        write_csv(tmp_path / name / "dials.csv", frame, DIAL_COLUMNS, DIAL_COLUMNS[:2])
    return tmp_path


def test_it_writes_what_a_fit_to_the_same_clouds_gives(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "fitted.json"
    assert main([str(folder), "--output", str(path)]) == 0
    first = path.read_bytes()
    assert main([str(folder), "--output", str(path)]) == 0
    assert path.read_bytes() == first
    written = Expectation.read(path).expected(FACTS)
    fitted = Expectation.fit(observed(tables())).expected(FACTS)
    assert written["lr"][0] == pytest.approx(fitted["lr"][0], abs=1e-4)
    said = capsys.readouterr().out
    assert "left out" in said
    assert "lr         two" in said


def test_tables_of_one_encoder_are_taken_together(folder: Path) -> None:
    found = dial_tables(folder)
    assert {name: len(frame) for name, frame in found.items()} == {"one": 48, "two": 24}


def test_without_writing_nothing_is_written(folder: Path) -> None:
    path = folder / "fitted.json"
    assert main([str(folder), "--output", str(path), "--no-write"]) == 0
    assert not path.exists()


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusalError, match=r"No dials\.csv below"):
        main([str(tmp_path)])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"drop": "collapse"},
            "Got columns family, .*; expected those of a dial .*collapse",
        ),
        ({"empty": "collapse"}, "without a collapse ratio of any grid; expected at least one"),
        ({"constant": "spread"}, "clouds without spread; expected some that vary"),
        ({}, r"dials\.csv is damaged \("),
    ],
    ids=["column", "empty", "spread", "damaged"],
)
def test_tables_that_nothing_can_be_fitted_to_are_refused_and_the_old_fit_stays(
    tmp_path: Path, change: dict[str, str], said: str
) -> None:
    frame = table("remedy", 1)
    frame = frame.drop(columns=change["drop"]) if "drop" in change else frame
    frame = frame.assign(collapse=None) if "empty" in change else frame
    frame = frame.assign(spread=0.0) if "constant" in change else frame
    place = tmp_path / "one" / "dials.csv"
    write_csv(place, frame, list(frame.columns))
    if not change:
        place.write_bytes(b"\xff\xfe half of a table")
    fitted = tmp_path / "fitted.json"
    fitted.write_text("{}")
    with pytest.raises(RefusalError, match=said):
        main([str(tmp_path), "--output", str(fitted)])
    assert fitted.read_text() == "{}"
