"""Fetch a file so that it is there whole and checked, or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import requests
from requests import exceptions

from stages.data.download.answer import Answer
from stages.data.download.part import Part
from stages.data.download.refusals import DownloadError, by_hand
from stages.data.download.site import Site
from stages.network.passing import PassingError
from stages.network.patience import SpentError

CHUNK: Final = 1 << 15
REDIRECTS: Final = 5
AGENT: Final = "flatline (python-requests)"
BROKEN: Final = (
    exceptions.ChunkedEncodingError,
    exceptions.ConnectionError,
    exceptions.Timeout,
)
"""What another attempt may mend."""


class OneStep(requests.Session):
    """A session that looks at no redirect by itself, nor reads what comes with one."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """None: where a redirect leads is ours to judge."""
        return None


@dataclass(frozen=True)
class Wanted:
    """A file to fetch: its address, where to put it, its first bytes, and a check of the whole.

    `check` raises ValueError for a file that is not what was wanted.
    """

    url: str
    target: Path
    magic: bytes
    check: Callable[[Path], None]


def fetch(site: Site, wanted: Wanted) -> None:
    """Put the file at `wanted.target`.

    Waits and tries again where that may help, resumes what an earlier attempt or run left. Raises
    DownloadError, which names the way by hand; then nothing lies at the target.
    """
    wanted.target.parent.mkdir(parents=True, exist_ok=True)
    part = Part(wanted.target)
    try:
        _receive_patiently(site, wanted, part)
        try:
            wanted.check(part.path)
        except ValueError as error:
            part.clear()
            raise DownloadError(f"Got a bad file from {wanted.url}: {error}") from error
    except DownloadError as error:
        message = f"{str(error).rstrip('.')}. {by_hand(wanted.url, wanted.target)}"
        raise DownloadError(message) from error
    part.publish()


def _receive_patiently(site: Site, wanted: Wanted, part: Part) -> None:
    try:
        site.patience.ask(lambda: _receive(site, wanted, part))
    except SpentError as error:
        kept = _kept(part)
        raise DownloadError(f"{error}; expected the file. {kept}Run it again later") from error


def _kept(part: Part) -> str:
    bytes_kept, _ = part.begun()
    return f"The first {bytes_kept:,} bytes are kept and will be resumed. " if bytes_kept else ""


def _receive(site: Site, wanted: Wanted, part: Part) -> None:
    """One attempt: ask for what is missing and append it."""
    begun, tag = part.begun()
    asked = {"Range": f"bytes={begun}-", "If-Range": tag} if begun else {}
    try:
        with OneStep() as session, _ask(session, site, wanted.url, asked) as response:
            if begun and response.status_code == requests.codes.requested_range_not_satisfiable:
                part.clear()
                raise PassingError(f"a refusal to resume from {wanted.url}")
            answer = Answer.of(response)
            _fit(answer, begun, tag, part)
            if answer.total is not None and answer.total > site.largest_file:
                raise DownloadError(_too_large(wanted.url, answer.total, site))
            _append(response, answer, wanted, part, site)
    except BROKEN as error:
        raise PassingError(
            f"only {_size(part):,} bytes from {wanted.url} ({_cause(error)})"
        ) from error
    except requests.RequestException as error:
        raise DownloadError(f"Got no answer from {wanted.url} ({_cause(error)})") from error


def _ask(
    session: requests.Session, site: Site, url: str, asked: dict[str, str]
) -> requests.Response:
    """The answer, redirects followed on the site's own host only."""
    headers = {"User-Agent": AGENT, "Accept-Encoding": "identity", **asked}
    for _ in range(REDIRECTS + 1):
        response = session.get(
            url,
            headers=headers,
            stream=True,
            allow_redirects=False,
            timeout=(site.connect_timeout, site.read_timeout),
            auth=_nobody,
        )
        if not response.is_redirect:
            return response
        response.close()
        location = response.headers["Location"]
        there = site.followed(url, location)
        if there is None:
            raise DownloadError(
                f"Got a redirect from {url} to {location[:200]!r}; expected {site.address} or an"
                " address on the same host, and nothing was fetched from there"
            )
        url = there
    raise DownloadError(f"Got more than {REDIRECTS} redirects, the last to {url}")


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """No credentials, not even those of a .netrc."""
    return request


def _fit(answer: Answer, begun: int, tag: str, part: Part) -> None:
    """Make the bytes at hand those that the answer goes on from."""
    if answer.start == 0:
        part.restart(answer.tag)
    elif answer.start != begun or answer.tag != tag:
        part.clear()
        raise PassingError("the rest of another version of the file")


def _append(
    response: requests.Response, answer: Answer, wanted: Wanted, part: Part, site: Site
) -> None:
    total = answer.total
    limit = site.largest_file if total is None else total
    with part.path.open("ab") as stream:
        length = answer.start
        for chunk in response.iter_content(CHUNK):
            if length == 0 and not chunk.startswith(wanted.magic[: len(chunk)]):
                part.clear()
                raise DownloadError(_other(response, chunk))
            length += len(chunk)
            if length > limit:
                part.clear()
                raise DownloadError(_too_large(wanted.url, length, site))
            stream.write(chunk)
    if total is not None and length < total:
        raise PassingError(f"only {length:,} of {total:,} bytes from {wanted.url}")


def _size(part: Part) -> int:
    return part.path.stat().st_size if part.path.is_file() else 0


def _too_large(url: str, length: int, site: Site) -> str:
    return (
        f"Got {length:,} bytes or more from {url}; expected at most {site.largest_file:,}"
        " (largest_file) and no more than announced"
    )


def _other(response: requests.Response, chunk: bytes) -> str:
    kind = response.headers.get("Content-Type", "no Content-Type")
    return (
        f"Got {chunk[:40]!r}... ({kind}) from {response.url}; expected an archive. The site sends"
        " a page like this where it turns a program away: run it again in an hour"
    )


def _cause(error: requests.RequestException) -> str:
    """The innermost reason, without the layers around it."""
    first = error.args[0] if error.args else error
    reason = getattr(first, "reason", first)
    return " ".join(str(reason).split())[:200]
