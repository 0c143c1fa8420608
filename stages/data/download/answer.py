"""What a server's answer means: a whole file, a rest of one, come again, or no."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from http.client import responses

from requests import Response

from stages.data.download.refusals import DownloadError
from stages.network.passing import PassingError, asked_wait, passes


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
        if passes(status):
            wait = asked_wait(response.headers)
            raise PassingError(f"status {_named(status)} from {response.url}", wait)
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
        found = re.fullmatch(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})", said)
        if not found:
            raise PassingError(f"a part of the file without its place (Content-Range {said!r})")
        return cls(int(found[1]), int(found[3]), _tag(response))


def _named(status: int) -> str:
    return f"{status} {responses.get(status, '')}".rstrip()


def _length(said: str) -> int | None:
    return int(said) if re.fullmatch(r"\d{1,18}", said, re.ASCII) else None


def _tag(response: Response) -> str:
    """A strong ETag, else the date of the last change."""
    tag = response.headers.get("ETag", "")
    return tag if tag.startswith('"') else response.headers.get("Last-Modified", "")
