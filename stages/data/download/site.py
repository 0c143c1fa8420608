"""A web site that files are fetched from: which addresses are its own, and how patient we are."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from stages.network.hosts import is_this_machine
from stages.network.patience import Patience

PORTS: Final = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Site:
    """Where files come from.

    address: https, or http on this machine; attempts (per file and run), first_wait, longest_wait:
    see `Patience`; connect_timeout, read_timeout: seconds of silence; largest_file: bytes of one
    download.
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
        if min(self.largest_file, self.connect_timeout, self.read_timeout) <= 0:
            raise ValueError(
                f"Got largest_file={self.largest_file}, connect_timeout={self.connect_timeout},"
                f" read_timeout={self.read_timeout}; expected numbers above 0. Mend them in conf/."
            )
        _ = self.patience

    @property
    def patience(self) -> Patience:
        """How often the site is asked for a file."""
        return Patience(self.attempts, self.first_wait, self.longest_wait)

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


def _place(url: SplitResult) -> tuple[str | None, int | None]:
    return url.hostname, url.port or PORTS.get(url.scheme)


def _is_safe(url: SplitResult) -> bool:
    return url.scheme == "https" or (url.scheme == "http" and is_this_machine(url.hostname))
