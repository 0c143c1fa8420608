"""One address that is asked by POST: where it may lie, what it is told, what its answers mean."""

import json
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import urlsplit

import requests

from stages.network.hosts import is_this_machine
from stages.network.passing import PassingError, asked_wait, passes

SHOWN: Final = 200
"""Signs of a server's words that are shown."""
CHUNK: Final = 2**16

Question: TypeAlias = dict[str, str | int | list[str]]


@dataclass(frozen=True)
class Endpoint:
    """An `address`, the environment variable with its key (null: none), seconds of `timeout`."""

    address: str
    key_variable: str | None
    timeout: float

    def session(self) -> requests.Session:
        """Connections to the address; to this machine without any proxy in between."""
        session = requests.Session()
        parts = urlsplit(self.address)
        if parts.scheme == "http" and is_this_machine(parts.hostname):
            session.trust_env = False
        return session

    def post(self, session: requests.Session, question: Question, most: int) -> object:
        """The JSON answer, at most `most` bytes of it.

        PassingError where another try may help; ValueError, with the server's words and without the
        key, where it may not.
        """
        key = self._key()
        try:
            with session.post(
                self.address,
                json=question,
                auth=_Bearer(key),
                timeout=self.timeout,
                allow_redirects=False,
                stream=True,
            ) as response:
                body = _body(response, self.timeout, most)
                self._check(response, _words(response, body, key))
        except requests.Timeout:
            raise PassingError(f"no answer from {self.address} in {self.timeout:g} s") from None
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError) as error:
            raise PassingError(f"no connection to {self.address} ({_cause(error)})") from None
        except requests.RequestException as error:
            raise ValueError(
                f"Got {type(error).__name__} from {self.address}, expected an answer. Check `url`."
            ) from None
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            raise PassingError(f"an answer of {self.address} that is no complete JSON") from None

    def _key(self) -> str | None:
        if self.key_variable is None:
            return None
        key = os.environ.get(self.key_variable, "").strip()
        if not re.fullmatch(r"[!-~]+", key):
            state = "holds spaces or other signs" if key else "is not set"
            raise ValueError(
                f"Got key_variable={self.key_variable!r}, which {state}; expected the name of an "
                "environment variable with the server's key. Export it in the shell that runs "
                "this, or set key_variable=null for a server without a key."
            )
        return key

    def _check(self, response: requests.Response, words: str) -> None:
        status = response.status_code
        if passes(status):
            raise PassingError(
                f"HTTP {status} from {self.address}{words}", asked_wait(response.headers)
            )
        if 300 <= status < 400:
            there = urlsplit(response.headers.get("Location", "")).netloc or "another path"
            raise ValueError(
                f"Got a redirect from {self.address} to {_cleaned(there)}, expected an answer: it "
                "is not followed, since the key would go along. Set `url` to where the server is."
            )
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if status != 200 or kind == "text/html":
            page = " and an HTML page" if kind == "text/html" else ""
            raise ValueError(
                f"Got HTTP {status}{page} from {self.address}{words}; expected vectors. "
                f"{CURES.get(status, CURE)}"
            )


CURE: Final = "Check `url`, `model` and the other settings of the encoder."
CURES: Final = {
    401: "Check the key in the environment variable that `key_variable` names.",
    403: "Check what the key in the environment variable that `key_variable` names is allowed.",
    404: "Check `url` (the base, such as https://host/v1) and `model`.",
    413: "Lower `batch_size`, or cut texts with `max_characters`.",
}


class _Bearer(requests.auth.AuthBase):
    """The key as a header; without one no credentials, not even those of a .netrc."""

    def __init__(self, key: str | None) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._key is not None:
            request.headers["Authorization"] = f"Bearer {self._key}"
        return request


def checked_address(url: str, *, allow_http: bool) -> str:
    """The address of embeddings below a base `url`; ValueError where a key would be in danger."""
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ValueError(f"Got url={url!r}, expected a base such as https://host/v1.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError(
            f"Got a url of {parts.hostname} with a user, a query or a fragment, expected a base "
            "such as https://host/v1: params.yaml is committed, so keys go into the environment "
            "variable that `key_variable` names."
        )
    if parts.scheme == "http" and not (allow_http or is_this_machine(parts.hostname)):
        raise ValueError(
            f"Got url={url!r}, expected https: texts and key would cross the network unencrypted. "
            "Use https, or set allow_http=true if the network is yours."
        )
    base = url.rstrip("/")
    return base if base.endswith("/embeddings") else f"{base}/embeddings"


def _body(response: requests.Response, timeout: float, most: int) -> bytes:
    """The whole body; PassingError when it drips, ValueError when it does not end."""
    body, begun = bytearray(), time.monotonic()
    for chunk in response.iter_content(CHUNK):
        body += chunk
        if len(body) > most:
            raise ValueError(
                f"Got more than {most:,} bytes from {response.url}, expected vectors of "
                "`dimension` numbers. Check `model` and `dimension`."
            )
        if time.monotonic() - begun > timeout:
            raise PassingError(f"no complete answer from {response.url} in {timeout:g} s")
    return bytes(body)


def _words(response: requests.Response, body: bytes, key: str | None) -> str:
    """What the server says of an error, without the key, in a few words."""
    if response.ok:
        return ""
    text = body[: 2**14].decode("utf-8", errors="replace")
    try:
        text = _message(json.loads(body))
    except (ValueError, RecursionError):
        text = re.sub(r"(?is)<(script|style)\b.*?</\1>|<[^>]*>", " ", text)
    said = _cleaned(text.replace(key, "(key)") if key else text)
    return f", which says: {said}" if said else ""


def _message(answer: object) -> str:
    """The sentence in a JSON error, wherever servers put it."""
    for name in ("error", "message", "detail"):
        if isinstance(answer, Mapping) and name in answer:
            return _message(answer[name])
    return answer if isinstance(answer, str) else json.dumps(answer)


def _cleaned(text: str) -> str:
    """One line of printable signs, cut."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}..."


def _cause(error: Exception) -> str:
    """The innermost kind of error, without addresses."""
    link: BaseException = error
    while (inner := link.__cause__ or link.__context__) is not None:
        link = inner
    return link.strerror if isinstance(link, OSError) and link.strerror else type(link).__name__
