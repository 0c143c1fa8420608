"""parity: one command that says whether a server gives the vectors of a local model."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from stages.commands.parity import main
from stages.commands.usage import RefusalError
from stages.encoders.pooling import Pooling
from tests.conftest import ROOT
from tests.encoders.conftest import from_conf
from tests.encoders.made_server import Reply, Server, serving


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Server(encode=from_conf("hashing").encode)) as server:
        yield server


def settings(server: Server, *more: str) -> list[str]:
    given = {"url": server.url, "model": "some", "dimension": 384, "attempts": 1}
    return [*(f"encoders.remote.{key}={value}" for key, value in given.items()), *more]


def test_the_same_vectors_are_equal(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["remote", "hashing", "--rows", "8", *settings(server)]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].startswith("remote (there) and hashing (here) on 8 texts: cosine min 1.000000")
    assert shown[1:] == ["EQUAL: an audit sees the same vectors."]
    assert len(set(server.texts)) == 8


def test_half_precision_is_equal_and_told(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = server.encode
    server.encode = lambda texts: whole(texts).astype(np.float16)
    assert main(["remote", "hashing", *settings(server)]) == 0
    *_, last = capsys.readouterr().out.splitlines()
    assert last.startswith("FOUND  number format")


def test_another_pooling_is_different_and_named(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.encode = replace(from_conf("minilm"), pooling=Pooling.CLS).encode
    assert main(["remote", "minilm", "--rows", "4", *settings(server)]) == 1
    shown = capsys.readouterr().out
    assert "DIFFERENT. Causes tried:\nno     normalisation" in shown
    assert "FOUND  pooling        the vectors there are those of pooling='cls', here it" in shown


def test_another_length_alone_is_different(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = server.encode
    server.encode = lambda texts: whole(texts) * 3
    assert main(["remote", "hashing", "--rows", "4", *settings(server)]) == 1
    assert "FOUND  normalisation  lengths 3 to 3 there, 1 to 1 here" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["remote", "hashing", "--rows", "3"], "Got --rows 3, expected at least 4"),
        (["remote", "hashin"], "Got 'hashin', not one of encoders"),
        (["remote", "lsa"], "Got lsa, which learns from train rows; expected two encoders"),
        (["remote", "vectors", "encoders.vectors.path=x"], "Got vectors, which has rows only"),
        (["remote", "hashing", "encoders.remote.dimension=9"], "384 numbers, expected 9"),
        (["remote", "hashing", "encoders.remote.key_variable=NO_KEY"], "which is not set"),
    ],
)
def test_what_can_not_be_compared_is_refused(server: Server, words: list[str], says: str) -> None:
    with pytest.raises(RefusalError, match=says):
        main([*words[:2], *settings(server), *words[2:]])


def test_a_server_that_refuses_is_told_in_its_words(server: Server) -> None:
    server.faults.append(Reply(404, b'{"error": {"message": "no model some"}}'))
    with pytest.raises(RefusalError, match="which says: no model some; expected vectors"):
        main(["remote", "hashing", *settings(server)])


def test_settings_that_are_missing_are_asked_for() -> None:
    with pytest.raises(RefusalError, match=r"encoders\.remote\.url"):
        main(["remote", "hashing"])
