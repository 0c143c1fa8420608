"""The verbs and commands of study=diagnosis, killed at their writes and run again: the same bytes,
no piece made twice, nothing beside them that a later stage or DVC would read.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from stages import paths, prescribe
from stages.commands import diagnose as diagnose_command
from stages.commands import fit_expectation
from stages.dials.tables import DIAL_COLUMNS
from stages.mistakes import explained
from stages.storage.seal import SEAL
from stages.tables import write_csv
from tests.expectation.made import tables
from tests.faults.killed_verb import Kill, Killer
from tests.faults.whole_study import (
    ACTS,
    ARM,
    ARMS,
    CERTIFY,
    DIAGNOSE,
    DIAL,
    PRESCRIBE,
    REMEDY,
    Act,
)

PIECES = ".flatline/pieces/"
EVERY = range(100)


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    with Killer() as started:
        yield started


def hashed(folder: Path) -> dict[str, bytes]:
    """What DVC sees of a folder: .dvcignore has `.*.tmp`."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not (path.name.startswith(".") and path.suffix == ".tmp")
    }


def unsealed(folder: Path) -> dict[str, bytes]:
    return {name: content for name, content in hashed(folder).items() if name != SEAL}


def pieces(folder: Path) -> dict[str, int]:
    """Names of the finished pieces and which file each is: one that is made again is another."""
    found = (folder / PIECES).glob("*/*")
    return {path.name: path.stat().st_ino for path in found if path.suffix != ".tmp"}


def outputs(act: Act, place: int) -> Kill:
    return Kill(act.verb, act.words, place, f"{act.out}/")


@pytest.mark.parametrize(
    ("act", "places"),
    [(act, [2]) for act in (REMEDY, CERTIFY, DIAGNOSE)]
    + [pytest.param(act, EVERY, marks=pytest.mark.slow) for act in ACTS],
    ids=lambda one: getattr(one, "verb", None) or len(one),
)
def test_outputs_that_are_there_are_whole_after_a_kill_at_any_write(
    whole: Path, study: Path, killer: Killer, act: Act, places: list[int]
) -> None:
    expected = hashed(whole / act.out)
    killed = 0
    for place in places:
        if not killer.kills(study, outputs(act, place)):
            break
        killed += 1
        assert unsealed(study / act.out) == unsealed(whole / act.out)
    assert killed == 1 if len(places) == 1 else killed >= len(expected)
    act.run()
    assert hashed(study / act.out) == expected
    assert hashed(study / "artifacts") == hashed(whole / "artifacts")


@pytest.mark.slow
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.verb)
def test_outputs_that_dvc_took_away_come_back_after_a_kill(
    whole: Path, study: Path, killer: Killer, act: Act
) -> None:
    expected = hashed(whole / act.out)
    for place in (0, len(expected) // 2, len(expected) - 1):
        shutil.rmtree(act.out)
        assert killer.kills(study, outputs(act, place))
        left = unsealed(study / act.out)
        assert len(left) <= place
        assert left.items() <= expected.items()
        shutil.rmtree(act.out, ignore_errors=True)
        act.run()
        assert hashed(study / act.out) == expected


@pytest.mark.parametrize("act", [DIAGNOSE, pytest.param(DIAL, marks=pytest.mark.slow)])
def test_a_kill_among_the_pieces_costs_the_one_in_hand(
    whole: Path, study: Path, killer: Killer, act: Act
) -> None:
    shutil.rmtree(act.out)
    kept: dict[str, int] = {}
    for place in (0, 4):
        assert killer.kills(study, Kill(act.verb, act.words, place, PIECES))
        assert not act.out.exists()
        found = pieces(study)
        assert len(found) == len(kept) + place
        assert found.items() >= kept.items()
        kept = found
    act.run()
    assert pieces(study).items() > kept.items()
    assert hashed(study / act.out) == hashed(whole / act.out)


@pytest.mark.parametrize("act", [CERTIFY, DIAGNOSE, DIAL], ids=lambda act: act.verb)
def test_half_of_a_stage_s_tables_is_no_input(study: Path, killer: Killer, act: Act) -> None:
    shutil.rmtree(act.out)
    assert killer.kills(study, outputs(act, 2))
    shutil.rmtree(PRESCRIBE.out)
    with pytest.raises(ValueError, match="its stage was stopped") as caught:
        prescribe.main([ARM])
    assert "then `dvc repro`" in (explained(caught.value) or "")
    assert not PRESCRIBE.out.exists()


def test_what_a_kill_left_of_arms_and_families_of_other_selections_goes(
    study: Path, killer: Killer
) -> None:
    for act in (CERTIFY, DIAGNOSE):
        whole, half = study / act.out, study / act.out.with_name("svm")
        whole.rename(study / "aside")
        assert killer.kills(study, outputs(act, 2))
        assert unsealed(whole)
        whole.rename(half)
        (study / "aside").rename(whole)
    prescribe.main([ARM])
    assert [place.name for place in (study / paths.DIAGNOSIS / ARM).iterdir()] == ["lr"]
    left = {place.name for place in (study / paths.CERTIFICATES).iterdir()}
    assert left == {"tabular", *ARMS}


def test_the_command_diagnose_goes_on_where_it_was_killed(
    study: Path, killer: Killer, capsys: pytest.CaptureFixture[str]
) -> None:
    before = hashed(study / "artifacts")
    assert killer.kills(study, Kill("commands.diagnose", (), 4, PIECES))
    kept = pieces(study)
    assert len(kept) == 4
    assert diagnose_command.main([]) == 0
    said = capsys.readouterr().out
    assert pieces(study).items() > kept.items()
    assert diagnose_command.main([]) == 0
    assert capsys.readouterr().out == said
    assert hashed(study / "artifacts") == before


def test_coefficients_are_the_old_or_the_new_ones_after_a_kill(
    tmp_path: Path, killer: Killer
) -> None:
    for name, table in tables().items():
        write_csv(tmp_path / "dials" / name / "dials.csv", table, DIAL_COLUMNS)
    output = tmp_path / "fitted" / "fitted.json"
    words = (str(tmp_path / "dials"), "--output", str(output))
    kill = Kill("commands.fit_expectation", words, 0, "fitted.json")
    assert killer.kills(tmp_path, kill)
    assert not output.exists()
    assert fit_expectation.main(words) == 0
    expected = hashed(output.parent)
    assert killer.kills(tmp_path, kill)
    assert hashed(output.parent) == expected
    assert fit_expectation.main(words) == 0
    assert hashed(output.parent) == expected
