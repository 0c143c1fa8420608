"""What a server's answer means: a whole file, a rest of one, come again, or no."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

from requests import Response

from stages.data.download.refusals import DownloadError, PassingError

AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Status codes that pass."""


@dataclass(frozen=True)
class Answer:
    """Bytes that a server sends: from `start` on, `total` in the whole file (None: not said).

    `tag`: the mark of this version of the file, "" where there is none that ranges can rely on.
    """

    start: int
    total: int | None
    tag: str

    @classmethod
    def of(cls, response: Response) -> "Answer":
        """Read status and headers; PassingError to try again, DownloadError for a refusal."""
        status = response.status_code
        if status in AGAIN:
            raise PassingError(f"status {_named(status)}", _asked_wait(response))
        if status not in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
            raise DownloadError(f"Got status {_named(status)} from {response.url}")
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise DownloadError(
                f"Got Content-Encoding {response.headers['Content-Encoding']!r} from"
                f" {response.url}; expected the file as it is"
            )
        if status == HTTPStatus.OK:
            return cls(0, _length(response.headers.get("Content-Length", "")), _tag(response))
        said = response.headers.get("Content-Range", "")
        found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", said)
        if not found:
            raise PassingError(f"a part of the file without its place (Content-Range {said!r})")
        return cls(int(found[1]), int(found[3]), _tag(response))


def _named(status: int) -> str:
    known = status in HTTPStatus._value2member_map_
    return f"{status} {HTTPStatus(status).phrase}" if known else str(status)


def _length(said: str) -> int | None:
    return int(said) if said.isdecimal() else None


def _tag(response: Response) -> str:
    """A strong ETag, else the date of the last change."""
    tag = response.headers.get("ETag", "")
    return tag if tag.startswith('"') else response.headers.get("Last-Modified", "")


def _asked_wait(response: Response) -> float | None:
    """Seconds of Retry-After, a date in it counted from the server's own clock; None: not said."""
    said = response.headers.get("Retry-After", "").strip()
    if said.isdecimal():
        return float(said)
    until, now = _date(said), _date(response.headers.get("Date", ""))
    return max((until - now).total_seconds(), 0.0) if until and now else None


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else None
