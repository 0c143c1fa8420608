"""The census download, from invented people on a server of this machine."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from stages.data.acs_income.pums_archive import Archives
from stages.data.acs_income.pums_year import PersonFile
from stages.data.acs_pums import AcsPums
from stages.data.download.refusals import DownloadError
from stages.data.download.site import Site
from stages.features.census import CensusFeatures
from stages.network import patience
from tests.data.acs_income.people import person_archive, table, zipped
from tests.data.download.server import File, Scene, Theatre, playing, status
from tests.data.test_simulated import COLUMNS

KNOWN = Path("stages/data/acs_income/known_counts.yaml").resolve()


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A main repository elsewhere than the working folder; no waiting."""
    monkeypatch.setenv("DVC_ROOT", str(tmp_path / "main"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(patience, "sleep", lambda seconds: None)
    return tmp_path / "main"


def pums(theatre: Theatre, **changes: object) -> AcsPums:
    """Years without known counts, so that eight people pass for a state."""
    archives: dict[str, object] = {
        "site": Site(theatre.address, 3, 1.0, 9.0, 1.0, 1.0, 1_000_000),
        "folder": ".flatline/pums",
        "sha256": {},
        "largest_table": 1_000_000,
    }
    archives |= {key: changes.pop(key) for key in list(changes) if key in archives}
    settings: dict[str, object] = {
        "name": "acs_pums",
        "path": str(KNOWN),
        "description": "stages/text/acs_2018.yaml",
        "states": ["CA", "AL"],
        "year": 2017,
        "source": "CA",
        "targets": None,
        "archives": Archives(**archives),  # type: ignore[arg-type]
        "window": "random",
        "features": COLUMNS,
        "featurizer": CensusFeatures(COLUMNS),
        "seed": 0,
    }
    return AcsPums(**{**settings, **changes})  # type: ignore[arg-type]


def good(year: int = 2017, state: str = "CA", **changes: list[object]) -> File:
    return File(person_archive(PersonFile(year, state), changes))


def refusal(*scenes: Scene, error: type[Exception] = ValueError, **changes: object) -> str:
    with playing(*scenes) as theatre, pytest.raises(error) as caught:
        pums(theatre, **changes).rows("CA")
    return str(caught.value)


@pytest.mark.parametrize("year", [2014, 2017, 2019, 2023])
def test_the_people_of_a_state_are_those_whom_acs_income_counts(year: int) -> None:
    relations = [20, 25, 21, 37, 20, 23, 38, 34] if year >= 2019 else [0, 2, 1, 16, 0, 13, 17, 11]
    with playing(good(year, RELP=list(relations))) as theatre:
        rows = pums(theatre, year=year).rows("CA")
    assert theatre.played[0]["path"] == f"/pums/{year}/1-Year/csv_pca.zip"
    # numbers 0, 2, 3, 4 and 7 of eight: 16 years, 100 dollars and 0 hours are left out
    assert rows.features.index.tolist() == [0, 1, 2, 3, 4]
    assert rows.features["AGEP"].tolist() == [30, 45, 52, 61, 24]
    assert rows.features["OCCP"].tolist() == [10, 2310, 5740, 9130, 4020]
    last = 12 if year >= 2019 else 11
    assert rows.features["RELP"].tolist() == [0, 1, 16, 0, last]
    assert rows.positive.tolist() == [False, True, True, False, True]
    assert rows.features.columns.tolist() == COLUMNS
    assert set(rows.features.dtypes) == {np.dtype("int64")}
    assert set(rows.side["origin"]) == {"human"}
    assert rows.side["bayes_p"].isna().all()


def test_the_reader_learns_of_dollars_codes_and_group_quarters() -> None:
    with playing(good()) as theatre:
        notes = pums(theatre).rows("CA").notes
    assert notes == (
        "Incomes are dollars as answered; ADJINC is not applied.",
        "Occupation codes are older than those of 2018; unknown ones read `other`.",
        "Group quarters (RELP 16, 17): 20.00% of 5 rows in the window random,"
        " 20.00% of 5 rows of the state in the file.",
    )


def test_a_state_is_fetched_once_and_kept_below_the_main_repository(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with playing(good()) as theatre:
        first = pums(theatre).rows("CA")
        digest = hashlib.sha256(person_archive(PersonFile(2017, "CA"))).hexdigest()
        assert f"sha256: {{2017: {{CA: {digest}}}}}" in capsys.readouterr().err
        again = pums(theatre, sha256={2017: {"CA": digest}}).rows("CA")
    assert len(theatre.played) == 1
    assert first.features.equals(again.features)
    assert capsys.readouterr().err == ""
    names = {path.name for path in (repository / ".flatline/pums/2017").iterdir()}
    assert names == {"csv_pca.zip", "csv_pca.zip.sha256", "csv_pca.zip.lock"}


def test_a_blank_code_is_missing_and_a_blank_income_counts_no_one() -> None:
    cow = ["1", "", " ", "3", "4", "5", "6", "7"]
    income = ["50001", "", "50000", "20000", "", "", "45000", "101"]
    with playing(good(COW=list(cow), PINCP=list(income))) as theatre:
        rows = pums(theatre).rows("CA")
    assert rows.features["COW"].isna().tolist() == [False, True, False, False]
    assert rows.positive.tolist() == [False, True, True, True]


def test_a_file_put_there_by_hand_is_used_and_noted(repository: Path) -> None:
    place = repository / ".flatline/pums/2017/csv_pca.zip"
    place.parent.mkdir(parents=True)
    place.write_bytes(person_archive(PersonFile(2017, "CA")))
    with playing(status(500)) as theatre:
        assert len(pums(theatre).rows("CA").features) == 5
    assert theatre.played == []
    assert place.with_name("csv_pca.zip.sha256").is_file()


@pytest.mark.parametrize("earlier", [True, False])
def test_a_page_saved_by_hand_is_refused(earlier: bool, repository: Path) -> None:
    place = repository / ".flatline/pums/2017/csv_pca.zip"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"<html>403</html>")
    if earlier:
        place.with_name("csv_pca.zip.sha256").write_text("0" * 64 + "  csv_pca.zip\n")
    message = refusal(status(500))
    assert f"Can't use {place}" in message
    assert ("csv_pca.zip.sha256 says" if earlier else "expected a zip archive") in message
    assert f"put it unopened at {place}" in message


def test_an_archive_that_changed_since_its_first_use_is_refused(repository: Path) -> None:
    place = repository / ".flatline/pums/2017/csv_pca.zip"
    with playing(good()) as theatre:
        pums(theatre).rows("CA")
    place.write_bytes(person_archive(PersonFile(2017, "CA"), {"AGEP": [99] * 8}))
    assert "csv_pca.zip.sha256 says" in refusal(status(500))


def test_a_download_with_another_sum_than_conf_s_is_not_kept(repository: Path) -> None:
    message = refusal(good(), error=DownloadError, sha256={2017: {"CA": "ab" * 32}})
    assert f"expected {'ab' * 32}, as data.archives.sha256 says" in message
    assert {path.suffix for path in repository.rglob("*.*") if path.is_file()} == {".lock"}


@pytest.mark.parametrize(
    ("scene", "said"),
    [
        (status(403, b"<html>Forbidden"), "status 403 Forbidden"),
        (status(404), "status 404 Not Found"),
        (status(200, b"<html>Forbidden", Content_Type="text/html"), "b'<html>Forbidden'"),
        (File(zipped({"../psam_p06.csv": table("CA")})), "'../psam_p06.csv'"),
        (File(zipped({"psam_p06.csv": table("CA"), "psam_p01.csv": table("AL")})), "psam_p01.csv"),
        (good(RT=["P" * 500_000] * 8), "zip bomb"),
        (File(person_archive(PersonFile(2017, "AL"))), "expected one table, psam_p06.csv"),
        (File(b"PK\x03\x04 and no more"), "broken zip archive"),
    ],
)
def test_a_bad_archive_leaves_nothing_and_names_the_way_by_hand(
    scene: Scene, said: str, repository: Path
) -> None:
    message = refusal(scene, error=DownloadError)
    assert said in message
    place = repository / ".flatline/pums/2017/csv_pca.zip"
    assert f"put it unopened at {place}" in message
    assert [path.name for path in place.parent.iterdir()] == ["csv_pca.zip.lock"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ST": ["01"] * 8}, "people of state 1 in psam_p06.csv; expected 6 (CA) only"),
        ({"WKHP": ["40", "x"] * 4}, "WKHP='x' in psam_p06.csv; expected whole numbers"),
        ({"AGEP": ["1e1"] * 8}, "AGEP='1e1'"),
    ],
)
def test_a_table_with_other_contents_is_refused(
    changes: dict[str, list[object]], said: str
) -> None:
    assert said in refusal(good(**changes))


def test_a_table_of_another_year_is_named() -> None:
    body = zipped({"psam_p06.csv": table("CA")})
    message = refusal(File(body), year=2019)
    assert "without RELSHIPP" in message
    assert "data.year" in message


def test_a_ragged_table_is_refused() -> None:
    frame = table("CA")
    frame.loc[3, "SERIALNO"] = 'x",1,2,"'
    text = frame.to_csv(index=False).replace('"x"",1,2,"""', "x,1,2")
    assert text.count("x,1,2") == 1
    assert "can't be read as CSV" in refusal(File(_raw("psam_p06.csv", text)))


def _raw(name: str, text: str) -> bytes:
    import io
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as content:
        content.writestr(name, text)
    return stream.getvalue()


def test_class_counts_of_a_published_state_are_demanded() -> None:
    message = refusal(good(2018), year=2018)
    assert "Got 5 rows with 3 positives; expected 195,665 rows" in message


def test_what_can_t_be_had_is_refused_before_anything_is_fetched() -> None:
    with playing(status(500)) as theatre:
        with pytest.raises(ValueError, match="experimental"):
            pums(theatre, year=2020)
        with pytest.raises(KeyError, match="Nearest: AL or"):
            pums(theatre, states=["AL", "ALL"])
        with pytest.raises(ValueError, match="a state twice"):
            pums(theatre, states=["AL", "AL"])
        with pytest.raises(KeyError, match="Nearest: CA or AL"):
            pums(theatre).rows("AK")
        assert pums(theatre).domains() == ("CA", "AL")
        assert "2017, 1-year PUMS" in pums(theatre).summary()
    assert theatre.played == []
