"""Verbs and commands killed at one of their writes, in a fork of a process that imported them.

Reads a Kill as JSON on every line of its input and answers with the wait status of the child.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
VERBS: Final = (
    "remedy", "certify", "diagnose", "dial", "prescribe",
    "commands.diagnose", "commands.fit_expectation",
)  # fmt: skip


@dataclass(frozen=True)
class Kill:
    """A verb or command with its words, killed before a file gets its name.

    That is the file number `place`, from 0, of those whose path holds `part`.
    """

    verb: str
    words: tuple[str, ...]
    place: int
    part: str


class Killer:
    """The process that forks; use it as a context."""

    def __enter__(self) -> "Killer":
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.killed_verb"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=60)

    def kills(self, folder: Path, kill: Kill) -> bool:
        """Whether the verb was killed so in this folder; it may have ended well before."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        line = json.dumps({"folder": str(folder), **asdict(kill)})
        print(line, file=self.process.stdin, flush=True)
        status = int(self.process.stdout.readline())
        assert status in (0, signal.SIGKILL), status
        return status == signal.SIGKILL


def _serve() -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.environ.pop("DVC_ROOT", None)
    mains = {verb: importlib.import_module(f"stages.{verb}").main for verb in VERBS}
    for line in sys.stdin:
        told = json.loads(line)
        child = os.fork()
        if child == 0:
            os.chdir(told["folder"])
            _kill_at(told["place"], told["part"])
            mains[told["verb"]](told["words"])
            os._exit(0)
        print(os.waitpid(child, 0)[1], file=answers, flush=True)


def _kill_at(place: int, part: str) -> None:
    """Every file is written under another name first and named by os.replace."""
    named, seen = os.replace, []

    def replace(before: str | Path, after: str | Path) -> None:
        if part in str(after):
            if len(seen) == place:
                os.kill(os.getpid(), signal.SIGKILL)
            seen.append(after)
        named(before, after)

    os.replace = replace  # type: ignore[assignment]


if __name__ == "__main__":
    _serve()
