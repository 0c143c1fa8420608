"""Which failures pass, and when a server wants to be asked again."""

import pytest

from stages.network.hosts import is_this_machine
from stages.network.passing import asked_wait, passes

NOW = "Fri, 31 Jul 2026 10:00:00 GMT"


@pytest.mark.parametrize(("said", "seconds"), [("17", 17.0), ("0.5", 0.5), ("-3", 0.0)])
def test_a_number_of_seconds_is_taken_as_it_stands(said: str, seconds: float) -> None:
    assert asked_wait({"Retry-After": said}) == seconds


def test_a_date_counts_from_the_server_s_own_clock() -> None:
    later = "Fri, 31 Jul 2026 10:00:42 GMT"
    assert asked_wait({"Retry-After": later, "Date": NOW}) == 42.0
    assert asked_wait({"Retry-After": NOW, "Date": later}) == 0.0


@pytest.mark.parametrize("said", ["", "soon", "nan", "inf", "9" * 400, NOW, "Fri, 31 Jul 2026"])
def test_what_says_no_time_is_no_wish(said: str) -> None:
    assert asked_wait({"Retry-After": said}) is None


def test_only_what_can_change_by_itself_is_worth_another_attempt() -> None:
    assert [code for code in (200, 206, 302, 400, 401, 403, 404, 416, 799) if passes(code)] == []
    assert all(map(passes, (408, 425, 429, 500, 502, 503, 504, 529)))


@pytest.mark.parametrize(
    ("host", "here"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("", False),
     (None, False), ("127.0.0.1.evil.example", False), ("10.0.0.1", False), ("localhost.", False)],
)  # fmt: skip
def test_this_machine_is_known_by_its_addresses_alone(host: str | None, here: bool) -> None:
    assert is_this_machine(host) is here
