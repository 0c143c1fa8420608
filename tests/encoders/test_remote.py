"""The remote encoder against a server that misbehaves in every way that real ones do."""

import json
import pickle
import re
import traceback
from collections.abc import Iterator
from dataclasses import replace
from email.utils import formatdate

import numpy as np
import pytest
import yaml
from hydra.utils import instantiate

from stages.encoders.identity import encoder_identity
from stages.encoders.metered import MeteredEncoder
from stages.encoders.remote import RemoteEncoder
from stages.network import patience
from tests.conftest import ROOT
from tests.encoders.made_server import Reply, Server, answer, lengths, serving

KEY = "sk-Very.Secret_1234567890"
TEXTS = ["a", "bb", "ccc", "dddd", "eeeee"]


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Server()) as server:
        yield server


@pytest.fixture
def remote(server: Server) -> RemoteEncoder:
    entry = yaml.safe_load((ROOT / "conf/encoders/remote.yaml").read_text())["remote"]
    given = {"url": server.url, "model": "some", "dimension": 2, "batch_size": 2}
    quick = {"first_wait": 0.01, "longest_wait": 0.5, "attempts": 3, "timeout": 5.0}
    return instantiate({**entry, **given, **quick})


def failure(remote: RemoteEncoder, kind: type[Exception]) -> str:
    """The words of the error, which hold the key nowhere: nor does its traceback."""
    with pytest.raises(kind) as caught:
        remote.encode(TEXTS[:2])
    assert KEY not in "".join(traceback.format_exception(caught.value))
    return str(caught.value)


@pytest.mark.parametrize("encoding_format", ["float", "base64"])
def test_shuffled_answers_come_back_in_the_order_asked(
    remote: RemoteEncoder, server: Server, encoding_format: str
) -> None:
    vectors = replace(remote, encoding_format=encoding_format).encode(TEXTS)
    np.testing.assert_array_equal(vectors, lengths(TEXTS))
    assert vectors.dtype == np.float32
    assert [len(question["input"]) for question in server.questions] == [2, 2, 1]
    assert {question["encoding_format"] for question in server.questions} == {encoding_format}
    assert {question["model"] for question in server.questions} == {"some"}
    assert set(server.paths) == {"/v1/embeddings"}
    assert not any("dimensions" in question for question in server.questions)
    assert remote.encode([]).shape == (0, 2)


def test_prompt_cut_normalisation_and_number_format_are_ours(
    remote: RemoteEncoder, server: Server
) -> None:
    changed = replace(
        remote, prompt="q: ", max_characters=5, normalize=True, store_dtype="float16",
        ask_dimension=True,
    )  # fmt: skip
    vectors = changed.encode(["abcdef", "z"])
    assert server.texts == ["q: ab", "q: z"]
    assert server.questions[0]["dimensions"] == 2
    expected = np.array([[5, 0.5], [4, 0.5]]) / np.sqrt([[25.25], [16.25]])
    np.testing.assert_allclose(vectors, expected, rtol=1e-3)
    assert vectors.dtype == np.float16


BUSY = [Reply(500), Reply(503, b"<html>busy</html>", kind="text/html"), Reply(408), Reply(599)]
CUT = b'{"data": [{"index": 0, "embed'


@pytest.mark.parametrize(
    "fault",
    [
        *BUSY,
        Reply(429, headers=(("Retry-After", "0.1"),)),
        Reply(200, CUT),
        Reply(200, CUT, announced=500),
        Reply(200, b"[" * 100_000),
    ],
)
def test_what_may_pass_is_tried_again(remote: RemoteEncoder, server: Server, fault: Reply) -> None:
    server.faults.extend([fault, fault])
    np.testing.assert_array_equal(remote.encode(TEXTS[:2]), lengths(TEXTS[:2]))
    assert len(server.questions) == 3


def test_a_server_that_stays_busy_is_left_in_the_end(remote: RemoteEncoder, server: Server) -> None:
    server.faults.extend([Reply(503, b'{"error": "loading"}')] * 3)
    said = failure(remote, ConnectionError)
    assert "HTTP 503" in said
    assert "which says: loading, after 3 attempts; expected vectors. What was finished" in said
    assert len(server.questions) == 3


def test_waits_double_and_say_so(
    remote: RemoteEncoder, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.faults.extend([Reply(500), Reply(500)])
    remote.encode(TEXTS[:2])
    first, second = capsys.readouterr().err.splitlines()
    assert first.endswith("attempt 2 of 3 in 0.01 s")
    assert second.endswith("attempt 3 of 3 in 0.02 s")
    assert server.times[2] - server.times[1] >= 0.02
    assert server.times[1] - server.times[0] >= 0.01


NOW = 1_700_000_000
AFTER = {
    "seconds": (("Retry-After", "0.4"),),
    "date": (
        ("Retry-After", formatdate(NOW + 1, usegmt=True)),
        ("Date", formatdate(NOW, usegmt=True)),
    ),
    "yesterday": (("Retry-After", formatdate(NOW - 86_400, usegmt=True)),),
    "nonsense": (("Retry-After", "soon"),),
}


@pytest.mark.parametrize(
    ("form", "least", "most"),
    [("seconds", 0.4, 0.9), ("date", 0.9, 1.9), ("yesterday", 0, 0.5), ("nonsense", 0.01, 0.5)],
)
def test_retry_after_is_kept_to(
    remote: RemoteEncoder, server: Server, form: str, least: float, most: float
) -> None:
    server.faults.append(Reply(429, headers=AFTER[form]))
    replace(remote, longest_wait=2.0).encode(TEXTS[:2])
    assert least <= server.times[1] - server.times[0] <= most


def test_too_long_a_wait_is_not_kept_to(remote: RemoteEncoder, server: Server) -> None:
    server.faults.append(Reply(429, headers=(("Retry-After", "3600"),)))
    assert "asks to come again in 3,600 s; we wait 0.5 s at most (longest_wait)" in failure(
        remote, ConnectionError
    )
    assert len(server.questions) == 1


def test_a_hung_connection_is_given_up_and_tried_again(
    remote: RemoteEncoder, server: Server
) -> None:
    server.faults.append(Reply(pause=0.6))
    hasty = replace(remote, timeout=0.2)
    np.testing.assert_array_equal(hasty.encode(TEXTS[:2]), lengths(TEXTS[:2]))
    server.faults.extend([Reply(pause=0.6)] * 3)
    assert "no answer from http://127.0.0.1" in failure(hasty, ConnectionError)


def test_no_server_at_all_is_told(remote: RemoteEncoder) -> None:
    nobody = replace(remote, url="http://127.0.0.1:9/v1")
    said = failure(nobody, ConnectionError)
    assert "no connection to http://127.0.0.1:9/v1/embeddings (Connection refused), after 3" in said


def data(*items: object) -> Reply:
    return Reply(body=json.dumps({"data": list(items)}).encode())


def item(index: object, embedding: object) -> dict[str, object]:
    return {"index": index, "embedding": embedding}


WRONG = [
    (data(item(0, [1, 2])), "Got 1 vectors for 2 texts"),
    (data(item(0, [1, 2]), item(0, [1, 2])), "not the indices 0 to 1"),
    (data(item(0, [1, 2]), item(True, [1, 2])), "not the indices 0 to 1"),
    (data(item(0, [1, 2]), {"embedding": [1, 2]}), "not the indices 0 to 1"),
    (data(item(0, [1, 2]), item(1, [1, 2, 3])), "a vector of 3 numbers, expected 2.*`dimension`"),
    (data(item(0, [[1, 2]]), item(1, [1, 2])), "a vector of 1 x 2 numbers"),
    (data(item(0, [1, float("nan")]), item(1, [1, 2])), "NaN or infinity"),
    (data(item(0, [1, 1e300]), item(1, [1, 2])), "NaN or infinity"),
    (data(item(0, [1, None]), item(1, [1, 2])), "something else than numbers.*null"),
    (data(item(0, [1, "2"]), item(1, [1, 2])), "something else than numbers"),
    (data(item(0, None), item(1, [1, 2])), "something else than numbers"),
    (data(item(0, [1, [2]]), item(1, [1, 2])), "something else than numbers"),
    (data(item(0, "not base64!"), item(1, [1, 2])), "no base64 of float32"),
    (data(item(0, "AAAA"), item(1, [1, 2])), "no base64 of float32"),
    (data(7, 8), "without `data`"),
    (Reply(body=b"[1]"), "without `data`"),
    (Reply(body=b"null"), "without `data`"),
    (Reply(body=b"<html><h1>Sign in</h1></html>", kind="text/html"), "and an HTML page"),
    (Reply(body=b" " * (2**20 + 64 * 4 + 1)), "more than .* bytes"),
]


@pytest.mark.parametrize(("reply", "says"), WRONG, ids=[says for _, says in WRONG])
def test_a_wrong_answer_is_refused_at_once(
    remote: RemoteEncoder, server: Server, reply: Reply, says: str
) -> None:
    server.faults.append(reply)
    assert re.search(says, failure(remote, ValueError))
    assert len(server.questions) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
def test_a_refusal_is_told_in_the_servers_words_without_the_key(
    remote: RemoteEncoder, server: Server, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_KEY", f" {KEY}\n")
    words = f"Bad\x1b[31m key: {KEY} " + "and so on " * 100
    server.faults.append(Reply(status, json.dumps({"error": {"message": words}}).encode()))
    said = failure(replace(remote, key_variable="SOME_KEY"), ValueError)
    assert (
        f"Got HTTP {status} from {server.url}/embeddings, which says: Bad [31m key: (key)" in said
    )
    assert len(said) < 500
    assert len(server.questions) == 1
    assert server.headers[0]["Authorization"] == f"Bearer {KEY}"


def test_an_html_error_is_told_without_its_tags(remote: RemoteEncoder, server: Server) -> None:
    page = b"<html><style>p {}</style><script>x()</script><h1>Not <b>here</b></h1></html>"
    server.faults.append(Reply(404, page, kind="text/html"))
    said = failure(remote, ValueError)
    assert "HTTP 404 and an HTML page" in said
    assert "which says: Not here; expected vectors. Check `url` (the base" in said


def test_a_redirect_is_not_followed(
    remote: RemoteEncoder, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_KEY", KEY)
    with serving(Server()) as thief:
        there = thief.url.replace("127.0.0.1", "localhost")
        server.faults.append(Reply(307, headers=(("Location", f"{there}/embeddings"),)))
        said = failure(replace(remote, key_variable="SOME_KEY"), ValueError)
        assert f"Got a redirect from {server.url}/embeddings to localhost:{thief.port}" in said
        assert thief.questions == []


@pytest.mark.parametrize(
    ("value", "says"),
    [(None, "is not set"), ("", "is not set"), ("a b", "holds sp"), ("k\r\nX: y", "holds sp")],
)
def test_a_key_that_is_none_is_told_before_anything_is_sent(
    remote: RemoteEncoder, server: Server, monkeypatch: pytest.MonkeyPatch,
    value: str | None, says: str,
) -> None:  # fmt: skip
    monkeypatch.delenv("SOME_KEY", raising=False)
    if value is not None:
        monkeypatch.setenv("SOME_KEY", value)
    said = failure(replace(remote, key_variable="SOME_KEY"), ValueError)
    assert f"Got key_variable='SOME_KEY', which {says}" in said
    assert server.questions == []


def test_the_key_is_in_no_identity_repr_or_pickle(
    remote: RemoteEncoder, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_KEY", KEY)
    keyed = replace(remote, key_variable="SOME_KEY")
    keyed.encode(TEXTS)
    for held in (repr(keyed), json.dumps(encoder_identity(keyed)), pickle.dumps(keyed)):
        assert KEY not in str(held)
        assert "SOME_KEY" not in json.dumps(encoder_identity(keyed))


def test_no_credentials_of_a_netrc_are_sent(
    remote: RemoteEncoder, server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    netrc = f"{tmp_path}/netrc"
    with open(netrc, "w") as stream:  # noqa: PTH123
        stream.write("machine 127.0.0.1 login me password mine\n")
    monkeypatch.setenv("NETRC", netrc)
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    remote.encode(TEXTS[:1])
    assert "Authorization" not in server.headers[0]


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://host/v1", "expected a base such as https://host/v1"),
        ("host/v1", "expected a base"),
        ("http://host/v1", "expected https"),
        ("http://127.0.0.1.evil.example/v1", "expected https"),
        ("https://me:secret@host/v1", "with a user"),
        ("https://host/v1?api-key=secret", "a query"),
    ],
)
def test_an_address_that_endangers_the_key_is_refused(
    remote: RemoteEncoder, url: str, says: str
) -> None:
    with pytest.raises(ValueError, match=says) as caught:
        replace(remote, url=url)
    assert "secret" not in str(caught.value)


def test_http_beyond_this_machine_has_to_be_allowed(remote: RemoteEncoder) -> None:
    allowed = replace(remote, url="http://host/v1/", allow_http=True)
    assert allowed.identity()["address"] == "http://host/v1/embeddings"
    for here in ("http://localhost:1/v1", "http://[::1]:1/v1/embeddings", "https://host/v1"):
        assert str(replace(remote, url=here).identity()["address"]).endswith("/v1/embeddings")


@pytest.mark.parametrize(
    "change",
    [{"store_dtype": "int8"}, {"encoding_format": "hex"}, {"batch_size": 0}, {"timeout": 0},
     {"requests_per_minute": 0}, {"max_characters": 0}, {"attempts": 0}],
)  # fmt: skip
def test_settings_that_mean_nothing_are_refused(
    remote: RemoteEncoder, change: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match=r"Got .*expected"):
        replace(remote, **change)


def test_the_identity_has_what_changes_a_vector_and_nothing_else(remote: RemoteEncoder) -> None:
    same = [{"batch_size": 1}, {"shard": 7}, {"timeout": 1.0}, {"attempts": 9},
            {"requests_per_minute": 5}, {"key_variable": "X"}]  # fmt: skip
    other = [{"url": "https://host/v1"}, {"model": "m"}, {"prompt": "q"}, {"normalize": True},
             {"max_characters": 9}, {"store_dtype": "float16"}, {"dimension": 3}]  # fmt: skip
    for change in same:
        assert replace(remote, **change).identity() == remote.identity()
    for change in other:
        assert replace(remote, **change).identity() != remote.identity()


def test_the_rate_holds_over_calls_and_attempts(
    remote: RemoteEncoder, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(patience, "sleep", waits.append)
    monkeypatch.setattr(patience, "monotonic", lambda: 0.0)
    paced = replace(remote, requests_per_minute=1200)
    server.faults.append(Reply(500))
    paced.encode(TEXTS[:3])
    paced.encode(TEXTS[3:])
    # The clock stands still: each turn is a twentieth of a second later; 0.01 before attempt 2
    assert waits == pytest.approx([0.0, 0.01, 0.05, 0.1, 0.15])


def test_another_model_in_the_answer_is_noted_once(
    remote: RemoteEncoder, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    def other(question: dict[str, object]) -> Reply:
        return answer(lengths(question["input"]), {**question, "model": "else"})  # type: ignore[arg-type]

    server.faults.extend([other, other])
    remote.encode(TEXTS)
    assert capsys.readouterr().err.splitlines() == [
        "Asked for the model 'some', the server answers with 'else'"
    ]


def test_it_sets_its_own_pace(remote: RemoteEncoder) -> None:
    assert isinstance(remote, MeteredEncoder)
