"""A file on its way: what has come so far, and which version of the file it belongs to."""

from dataclasses import dataclass
from pathlib import Path

from stages.storage.atomic import write_text


@dataclass(frozen=True)
class Part:
    """The first bytes of `target`, kept beside it so that the next attempt or run resumes."""

    target: Path

    @property
    def path(self) -> Path:
        """Where the bytes lie."""
        return self.target.with_name(f"{self.target.name}.part")

    @property
    def tag_path(self) -> Path:
        """Where the server's mark of the version lies."""
        return self.target.with_name(f"{self.target.name}.part.tag")

    def begun(self) -> tuple[int, str]:
        """Bytes to resume after and the mark of their version; (0, "") where nothing is usable.

        Bytes of no known version can't be resumed: the file may have changed since.
        """
        if not self.path.is_file() or not self.tag_path.is_file():
            return 0, ""
        tag = self.tag_path.read_text(encoding="utf-8")
        return (self.path.stat().st_size, tag) if tag else (0, "")

    def restart(self, tag: str) -> None:
        """Forget what came; from now on the bytes belong to `tag` ("": a version unknown)."""
        self.clear()
        write_text(self.tag_path, tag)

    def clear(self) -> None:
        """Remove the bytes and their mark."""
        self.path.unlink(missing_ok=True)
        self.tag_path.unlink(missing_ok=True)

    def publish(self) -> None:
        """Make it the file, in one step."""
        self.path.replace(self.target)
        self.tag_path.unlink(missing_ok=True)
