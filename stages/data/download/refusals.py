"""What is said of a download that fails for good."""

from pathlib import Path


class DownloadError(OSError):
    """A file can't be had; the message says what came, what was expected, and what to do."""


def by_hand(url: str, target: Path) -> str:
    """The way that always works."""
    return (
        f"Or fetch {url} by hand, for example with a browser, and put it unopened at"
        f" {target.absolute()}: it is then checked and used like a download."
    )
