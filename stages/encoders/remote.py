"""An encoder behind an OpenAI-compatible `/v1/embeddings` address: vLLM, TEI, infinity, Ollama."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import requests

from stages.encoders.answers import vectors_of
from stages.encoders.checks import check_stored
from stages.encoders.contract import Vectors
from stages.encoders.endpoint import Endpoint, Question, checked_address
from stages.network.patience import Pace, Patience, SpentError

KEPT: Final = "What was finished is kept: run again when the server is well."


class EncodingFormat(StrEnum):
    """How numbers travel."""

    FLOAT = "float"
    """As decimal figures: every server."""
    BASE64 = "base64"
    """As the bytes of float32: a third of the volume."""

    @classmethod
    def _missing_(cls, value: object) -> "EncodingFormat":
        known = ", ".join(member.value for member in cls)
        raise ValueError(f"Got encoding_format={value!r}, expected one of {known}.")


@dataclass(frozen=True)
class RemoteEncoder:
    """Vectors that a server computes.

    `url`: the base, such as https://host/v1; `model`: as the server calls it; `dimension`: checked,
    and asked for where `ask_dimension`; `key_variable`: the name of the environment variable with
    the key, or null; `prompt`: put in front of every text; `max_characters`: texts are cut to, or
    null; `normalize`: scale to unit length here; `store_dtype`: float32 or float16; `batch_size`:
    texts a request; `shard`: texts kept at a time; `requests_per_minute`: or null; `attempts`,
    `first_wait`, `longest_wait`: see `Patience`; `timeout`: seconds for an answer; `allow_http`:
    unencrypted beyond this machine.

    One process asks, one request at a time, so that the rate holds whatever the number of workers.
    """

    url: str
    model: str
    dimension: int
    key_variable: str | None
    prompt: str
    max_characters: int | None
    normalize: bool
    store_dtype: str
    encoding_format: EncodingFormat
    ask_dimension: bool
    batch_size: int
    shard: int
    requests_per_minute: float | None
    attempts: int
    first_wait: float
    longest_wait: float
    timeout: float
    allow_http: bool

    def __post_init__(self) -> None:
        """Refuse settings that no request could be made with."""
        object.__setattr__(self, "encoding_format", EncodingFormat(self.encoding_format))
        checked_address(self.url, allow_http=self.allow_http)
        check_stored(self.store_dtype)
        for name in ("dimension", "batch_size", "shard", "timeout"):
            if getattr(self, name) <= 0:
                raise ValueError(f"Got {name}={getattr(self, name)}, expected more than 0.")
        for name in ("requests_per_minute", "max_characters"):
            if (value := getattr(self, name)) is not None and value <= 0:
                raise ValueError(f"Got {name}={value}, expected more than 0, or null for no limit.")
        _ = self._patience

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of `store_dtype` per text, in the order given; shape (len(texts), dimension)."""
        vectors = np.empty((len(texts), self.dimension), dtype=self.store_dtype)
        if texts:
            with self._endpoint().session() as session, np.errstate(over="ignore"):
                for start in range(0, len(texts), self.batch_size):
                    here = slice(start, start + self.batch_size)
                    vectors[here] = self._encoded(session, texts[here])
        return vectors

    def identity(self) -> dict[str, object]:
        """What changes a vector: server, model, what it is sent, what is made of its answer."""
        asked = ("model", "dimension", "ask_dimension", "prompt", "max_characters")
        made = ("normalize", "store_dtype")
        return {
            **{name: getattr(self, name) for name in (*asked, *made)},
            "encoding_format": self.encoding_format.value,
            "address": self._endpoint().address,
        }

    @property
    def _patience(self) -> Patience:
        return Patience(self.attempts, self.first_wait, self.longest_wait)

    def _endpoint(self) -> Endpoint:
        address = checked_address(self.url, allow_http=self.allow_http)
        return Endpoint(address, self.key_variable, self.timeout)

    def _encoded(self, session: requests.Session, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """The vectors of one request."""
        question: Question = {
            "model": self.model,
            "input": [(self.prompt + text)[: self.max_characters] for text in texts],
            "encoding_format": self.encoding_format.value,
        }
        if self.ask_dimension:
            question["dimensions"] = self.dimension
        endpoint = self._endpoint()
        pace = _pace(endpoint.address, self.requests_per_minute)
        most = 2**20 + 64 * len(texts) * self.dimension

        def once() -> object:
            pace.keep()
            return endpoint.post(session, question, most)

        try:
            answer = self._patience.ask(once)
        except SpentError as error:
            raise ConnectionError(f"{error}; expected vectors. {KEPT}") from None
        vectors = vectors_of(answer, len(texts), self.dimension)
        answered = answer.get("model") if isinstance(answer, Mapping) else None
        if isinstance(answered, str) and answered != self.model:
            _note_model(self.model, answered)
        return _unit(vectors) if self.normalize else vectors


def _unit(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Rows of length 1; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: npt.NDArray[np.float32] = np.divide(
        vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0
    )
    return scaled


@lru_cache
def _pace(address: str, per_minute: float | None) -> Pace:
    """One pace per address and process."""
    return Pace(per_minute)


@lru_cache
def _note_model(asked: str, answered: str) -> None:
    """Say once that the server names another model than it was asked for."""
    said = f"Asked for the model {asked!r}, the server answers with {answered[:80]!r}"
    print(said, file=sys.stderr)
