"""How often a server is asked, and how long is waited in between; no test really waits."""

import pytest

from stages.network import patience
from stages.network.passing import PassingError
from stages.network.patience import Pace, Patience, SpentError


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []
    monkeypatch.setattr(patience, "sleep", found.append)
    return found


def failing(*waits: float | None) -> "Server":
    return Server(list(waits))


class Server:
    """Fails once for each of its waits, then answers."""

    def __init__(self, waits: list[float | None]) -> None:
        self.waits = waits

    def __call__(self) -> str:
        if self.waits:
            raise PassingError("a stumble", self.waits.pop(0))
        return "answer"


def test_waits_double_up_to_the_longest(
    pauses: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    assert Patience(5, 2.0, 7.0).ask(failing(None, None, None, None)) == "answer"
    assert pauses == [2.0, 4.0, 7.0, 7.0]
    assert capsys.readouterr().err.splitlines()[1] == "a stumble; attempt 3 of 5 in 4 s"


def test_the_server_s_wish_counts_where_it_is_longer(pauses: list[float]) -> None:
    Patience(4, 2.0, 60.0).ask(failing(17.0, 1.0, 0.0))
    assert pauses == [17.0, 4.0, 8.0]


def test_the_last_attempt_is_the_last(pauses: list[float]) -> None:
    with pytest.raises(SpentError, match=r"^Got a stumble, after 2 attempts$"):
        Patience(2, 1.0, 1.0).ask(failing(None, None, None))
    assert pauses == [1.0]


def test_too_long_a_wait_ends_it_at_once(pauses: list[float]) -> None:
    with pytest.raises(SpentError, match=r"again in 3,600 s; we wait 60 s at most"):
        Patience(4, 1.0, 60.0).ask(failing(3600.0))
    assert pauses == []


@pytest.mark.parametrize("numbers", [(0, 1.0, 1.0), (1, -1.0, 1.0), (1, 1.0, -1.0)])
def test_numbers_without_meaning_are_refused(numbers: tuple[int, float, float]) -> None:
    with pytest.raises(ValueError, match=r"Got attempts=.*; expected"):
        Patience(*numbers)


def test_a_pace_spaces_requests_evenly(
    pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([10.0, 10.1, 30.0])
    monkeypatch.setattr(patience, "monotonic", lambda: next(clock))
    pace = Pace(60.0)
    for _ in range(3):
        pace.keep()
    assert pauses == pytest.approx([0.0, 0.9, 0.0])
