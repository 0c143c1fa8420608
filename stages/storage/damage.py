"""Files that can't be what a stage wrote: one error for all kinds of them, which names the file."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class DamagedFileError(ValueError):
    """A file that is there and holds other bytes than it should; `path` and why."""

    def __init__(self, path: str, why: str) -> None:
        """Both are words, so that the error comes back whole from a worker."""
        super().__init__(path, why)
        self.path = path
        self.why = why

    def __str__(self) -> str:
        """The file and why, as a sentence."""
        return f"{self.path} is damaged ({self.why})."


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """What a library objects to while it reads `path` becomes a DamagedFileError.

    Errors of the system (no such file, no permission, a folder in its place) stay what they are;
    a missing file is named, which not every library does.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    try:
        yield
    except DamagedFileError:
        raise
    except (ValueError, LookupError, TypeError, EOFError, OSError) as error:
        if isinstance(error, FileNotFoundError) and error.filename is None:
            why = os.strerror(errno.ENOENT)
            raise FileNotFoundError(errno.ENOENT, why, str(path)) from error
        if isinstance(error, OSError) and error.errno is not None:
            raise
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise DamagedFileError(str(path), lines[0].strip().rstrip(".")) from error
