"""A web site that files are fetched from: which addresses are its own, and how patient we are."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

PORTS: Final = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Site:
    """Where files come from.

    address: https, or http on this machine; attempts: per file and run; first_wait: seconds before
    the second attempt, twice as many before each further one; longest_wait: seconds;
    connect_timeout, read_timeout: seconds of silence; largest_file: bytes of one download.
    """

    address: str
    attempts: int
    first_wait: float
    longest_wait: float
    connect_timeout: float
    read_timeout: float
    largest_file: int

    def __post_init__(self) -> None:
        """Refuse an address in clear text and numbers without meaning."""
        if not _is_safe(urlsplit(self.address)):
            raise ValueError(
                f"Got the address {self.address!r}; expected https://..., or http:// on this"
                " machine. Change it where the site is described."
            )
        numbers = (self.first_wait, self.longest_wait, self.connect_timeout, self.read_timeout)
        if self.attempts < 1 or self.largest_file < 1 or min(numbers) <= 0:
            raise ValueError(
                f"Got attempts={self.attempts}, largest_file={self.largest_file}, waits and"
                f" time-outs {numbers}; expected one or more attempts and numbers above 0."
            )

    def url(self, path: str) -> str:
        """The address of a file of the site."""
        return f"{self.address.rstrip('/')}/{path}"

    def followed(self, url: str, location: str) -> str | None:
        """Where a redirect leads; None off this very host and port, or to no safe address."""
        try:
            there = urljoin(url, location)
            own = _place(urlsplit(there)) == _place(urlsplit(self.address))
            return there if own and _is_safe(urlsplit(there)) else None
        except ValueError:
            return None

    def wait(self, failures: int) -> float:
        """Seconds to wait after so many failures: doubling, without chance, up to the longest."""
        return float(min(self.first_wait * 2 ** (failures - 1), self.longest_wait))


def _place(url: SplitResult) -> tuple[str | None, int | None]:
    return url.hostname, url.port or PORTS.get(url.scheme)


def _is_safe(url: SplitResult) -> bool:
    return url.scheme == "https" or (url.scheme == "http" and _is_loopback(url.hostname))


def _is_loopback(host: str | None) -> bool:
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False
