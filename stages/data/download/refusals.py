"""Why a download fails: for now, or for good."""

from pathlib import Path


class DownloadError(OSError):
    """A file can't be had; the message says what came, what was expected, and what to do."""


class PassingError(Exception):
    """A failure that another attempt may mend; `wait`: seconds that the server asked for."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        """Keep the server's wish beside the message."""
        super().__init__(message)
        self.wait = wait


def by_hand(url: str, target: Path) -> str:
    """The way that always works."""
    return (
        f"Or fetch {url} by hand, for example with a browser, and put it unopened at"
        f" {target.absolute()}: it is then checked and used like a download."
    )
