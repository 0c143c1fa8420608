"""Downloads from a server on this machine that behaves well, badly, and like a stranger."""

import threading
from pathlib import Path

import pytest

from stages.data.download.fetch import Wanted, fetch
from stages.data.download.part import Part
from stages.data.download.refusals import DownloadError
from stages.data.download.site import Site
from stages.network import patience
from tests.data.download.server import File, Scene, Stage, Theatre, playing, status

BODY = b"PK\x03\x04" + bytes(range(256)) * 1000


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits between attempts, not waited for."""
    found: list[float] = []
    monkeypatch.setattr(patience, "sleep", found.append)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return found


@pytest.fixture
def target(tmp_path: Path, pauses: list[float]) -> Path:
    return tmp_path / "2018" / "csv_pca.zip"


def site(theatre: Theatre, **changes: float) -> Site:
    settings: dict[str, float] = {
        "attempts": 4,
        "first_wait": 2.0,
        "longest_wait": 60.0,
        "connect_timeout": 1.0,
        "read_timeout": 1.0,
        "largest_file": 1_000_000,
    }
    return Site(theatre.address, **{**settings, **changes})  # type: ignore[arg-type]


def get(theatre: Theatre, target: Path, **changes: float) -> None:
    here = site(theatre, **changes)
    fetch(here, Wanted(here.url("csv_pca.zip"), target, b"PK\x03\x04", whole))


def whole(path: Path) -> None:
    if path.read_bytes() != BODY:
        raise ValueError("not the bytes that were wanted")


def refused(target: Path, *scenes: Scene, **changes: float) -> str:
    """The message of a download that fails for good; nothing half lies at the target."""
    with playing(*scenes) as theatre, pytest.raises(DownloadError) as caught:
        get(theatre, target, **changes)
    assert not target.exists()
    message = str(caught.value)
    assert f"by hand, for example with a browser, and put it unopened at {target}" in message
    assert f"{theatre.address}/csv_pca.zip" in message
    return message


def test_a_good_file_arrives_whole_and_alone(target: Path, pauses: list[float]) -> None:
    with playing(File(BODY)) as theatre:
        get(theatre, target)
    assert target.read_bytes() == BODY
    assert [path.name for path in target.parent.iterdir()] == ["csv_pca.zip"]
    assert pauses == []
    assert theatre.played[0]["Accept-Encoding"] == "identity"


def test_a_server_that_stumbles_twice_is_asked_again_after_doubling_waits(
    target: Path, pauses: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    with playing(status(500), status(503), File(BODY)) as theatre:
        get(theatre, target)
    assert target.read_bytes() == BODY
    assert pauses == [2.0, 4.0]
    said = capsys.readouterr().err.splitlines()
    assert said[1].startswith("status 503 Service Unavailable from http://127.0.0.1")
    assert said[1].endswith("csv_pca.zip; attempt 3 of 4 in 4 s")


def test_the_attempts_end_and_the_waits_do_not_outgrow_the_longest(
    target: Path, pauses: list[float]
) -> None:
    message = refused(target, status(502), attempts=5, longest_wait=7.0)
    assert pauses == [2.0, 4.0, 7.0, 7.0]
    assert "Got status 502 Bad Gateway" in message
    assert "after 5 attempts" in message


def test_the_server_s_own_wish_to_wait_is_honoured(target: Path, pauses: list[float]) -> None:
    dated = status(
        429,
        Date="Fri, 31 Jul 2026 10:00:00 GMT",
        Retry_After="Fri, 31 Jul 2026 10:00:42 GMT",
    )
    with playing(status(429, Retry_After="17"), dated, File(BODY)) as theatre:
        get(theatre, target)
    assert 17.0 in pauses
    assert len(pauses) == 2


def test_a_wish_to_wait_longer_than_we_do_ends_the_run_at_once(
    target: Path, pauses: list[float]
) -> None:
    message = refused(target, status(429, Retry_After="3600"))
    assert "asks to come again in 3,600 s; we wait 60 s at most" in message
    assert pauses == []


@pytest.mark.parametrize("code", [200, 403])
def test_a_page_in_place_of_the_archive_is_refused_at_once(code: int, target: Path) -> None:
    page = b"<!DOCTYPE html><title>Access Denied</title>"
    message = refused(target, status(code, page, Content_Type="text/html"))
    said = "<!DOCTYPE html><title>Access Denied" if code == 200 else "status 403 Forbidden"
    assert said in message
    assert not Part(target).path.exists()


def test_what_breaks_off_is_resumed_where_it_broke_off(target: Path) -> None:
    with playing(File(BODY, cut=98_304), File(BODY, cut=196_608), File(BODY)) as theatre:
        get(theatre, target)
    assert target.read_bytes() == BODY
    assert [asked.get("Range") for asked in theatre.played] == [
        None,
        "bytes=98304-",
        "bytes=196608-",
    ]
    assert theatre.played[1]["If-Range"] == '"one"'


def test_a_file_shorter_than_announced_never_arrives_but_is_resumed_by_the_next_run(
    target: Path,
) -> None:
    message = refused(target, File(BODY, cut=98_304), attempts=2)
    assert "The first 98,304 bytes are kept and will be resumed" in message
    with playing(File(BODY)) as theatre:
        get(theatre, target)
    assert target.read_bytes() == BODY
    assert theatre.played[0]["Range"] == "bytes=98304-"


def test_a_server_that_ignores_ranges_starts_the_file_over(target: Path) -> None:
    with playing(File(BODY, cut=98_304), status(200, BODY)) as theatre:
        get(theatre, target)
    assert target.read_bytes() == BODY
    assert theatre.played[1]["Range"] == "bytes=98304-"


def test_a_server_without_version_marks_is_not_asked_for_ranges(target: Path) -> None:
    first = status(200, BODY[:1000], Content_Length=str(len(BODY)))
    with playing(first, status(200, BODY)) as theatre:
        get(theatre, target)
    assert target.read_bytes() == BODY
    assert "Range" not in theatre.played[1]


@pytest.mark.parametrize("heeds", [True, False])
def test_a_file_that_changes_between_its_parts_is_fetched_anew(heeds: bool, target: Path) -> None:
    def deaf(stage: Stage) -> None:
        """The rest of another version, If-Range or not."""
        place = f"bytes {stage.first}-{len(BODY) - 1}/{len(BODY)}"
        stage.answer(206, BODY[stage.first :], ETag='"two"', Content_Range=place)

    old = File(b"PK\x03\x04" + b"old" * 100_000, tag='"one"', cut=98_304)
    new = File(BODY, tag='"two"')
    with playing(old, *([] if heeds else [deaf]), new) as theatre:
        get(theatre, target)
    assert target.read_bytes() == BODY


def test_a_rest_from_another_place_is_not_appended(target: Path) -> None:
    wrong = status(206, BODY[7:], ETag='"one"', Content_Range=f"bytes 7-256003/{len(BODY)}")
    with playing(File(BODY, cut=98_304), wrong, File(BODY)) as theatre:
        get(theatre, target)
    assert target.read_bytes() == BODY


def test_a_part_longer_than_the_file_is_dropped(target: Path) -> None:
    part = Part(target)
    target.parent.mkdir()
    part.restart('"one"')
    part.path.write_bytes(BODY + b"more")
    with playing(File(BODY)) as theatre:
        get(theatre, target)
    assert target.read_bytes() == BODY


def test_a_hung_connection_is_given_up(target: Path) -> None:
    release = threading.Event()

    def hangs(stage: Stage) -> None:
        stage.send_response(200)
        stage.send_header("Content-Length", "1000")
        stage.end_headers()
        stage.wfile.write(b"PK\x03\x04")
        stage.wfile.flush()
        release.wait(5)

    try:
        message = refused(target, hangs, attempts=2, read_timeout=0.1)
    finally:
        release.set()
    assert "timed out" in message.lower()


def test_a_server_that_is_not_there_is_named(target: Path) -> None:
    with playing(File(BODY)) as theatre:
        pass
    theatre.server_close()
    with pytest.raises(DownloadError, match=r"after 2 attempts.*by hand"):
        get(theatre, target, attempts=2, connect_timeout=0.2)


@pytest.mark.parametrize(
    "there",
    [
        "https://evil.example/x.zip",
        "//evil.example/x.zip",
        "https://127.0.0.1@evil.example/x.zip",
        "http://127.0.0.1:1/x.zip",
        "http://[bad/x.zip",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_off_the_host_is_refused(there: str, target: Path) -> None:
    message = refused(target, status(302, Location=there))
    assert "Got a redirect" in message
    assert "nothing was fetched from there" in message


def test_a_redirect_on_the_host_is_followed(target: Path) -> None:
    with playing(status(301, Location="/moved.zip"), File(BODY)) as theatre:
        get(theatre, target)
    assert target.read_bytes() == BODY
    assert [asked["path"] for asked in theatre.played] == ["/pums/csv_pca.zip", "/moved.zip"]


def test_redirects_in_a_circle_end(target: Path) -> None:
    assert "more than 5 redirects" in refused(target, status(302, Location="/again"))


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_larger_than_the_limit_is_refused(announced: bool, target: Path) -> None:
    def endless(stage: Stage) -> None:
        stage.send_response(200)
        stage.end_headers()
        stage.wfile.write(BODY)

    scene = File(BODY) if announced else endless
    message = refused(target, scene, largest_file=1000)
    assert "expected at most 1,000" in message


def test_a_compressed_answer_is_refused(target: Path) -> None:
    message = refused(target, status(200, BODY, Content_Encoding="gzip"))
    assert "Content-Encoding 'gzip'" in message


def test_a_whole_file_that_fails_its_check_is_refused_and_not_kept(target: Path) -> None:
    message = refused(target, File(BODY + b"!"))
    assert "not the bytes that were wanted" in message
    assert not Part(target).path.exists()


def test_a_status_that_no_one_knows_is_refused(target: Path) -> None:
    assert "Got status 799 from" in refused(target, status(799))


@pytest.mark.parametrize(
    "address", ["http://www2.census.gov/x", "ftp://127.0.0.1/x", "www2.census.gov", ""]
)
def test_addresses_in_clear_text_are_refused(address: str) -> None:
    with pytest.raises(ValueError, match="expected https"):
        Site(address, 1, 1.0, 1.0, 1.0, 1.0, 1)


def test_numbers_without_meaning_are_refused() -> None:
    with pytest.raises(ValueError, match="one or more attempts"):
        Site("https://www2.census.gov", 0, 1.0, 1.0, 1.0, 1.0, 1)
