"""What every command shares: options with their nearest names, mistakes that end in one line."""

import argparse
import io
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from stages.mistakes import explained
from stages.storage.names import unknown_name

EXIT_FOUND = 1
EXIT_REFUSED = 2
EXIT_STOPPED = 130


class RefusalError(Exception):
    """What a person asked for can't be done; the message says what came and what to do instead."""


class Parser(argparse.ArgumentParser):
    """An argument parser that shows the module's own text as help and names the nearest option."""

    def __init__(self, name: str, text: str | None) -> None:
        """`name` of the command's module and the `text` above its options."""
        super().__init__(
            prog=f"python -m stages.commands.{name}",
            description=text,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        """Refuse, with the nearest option where one is unknown."""
        _, unrecognized, rest = message.partition("unrecognized arguments: ")
        if unrecognized:
            options = [name for name in self._option_string_actions if name.startswith("--")]
            message = unknown_name(rest.split()[0], options, "the options", "nothing: see --help")
            message = message.replace(" Add it to nothing: see --help.", " See --help.")
        raise RefusalError(message)


@contextmanager
def refusing() -> Iterator[None]:
    """A name, value or file that this project's own code refuses in the block: a RefusalError."""
    try:
        yield
    except (KeyError, ValueError) as error:
        line = explained(error)
        if line is None:
            raise
        raise RefusalError(line) from error


def repository_root() -> Path:
    """The working folder, which must be the repository root; else a refusal that says so."""
    root = Path.cwd()
    for name in ("conf/config.yaml", "dvc.yaml"):
        if not (root / name).is_file():
            raise RefusalError(f"No {name} in {root}: run this from the root of the repository.")
    return root


def told(text: str) -> None:
    """Print an answer; where no one reads it to its end (`| head`) the rest is dropped quietly.

    So a command whose exit status is the answer keeps it. Signs that the output's encoding lacks
    are written as their escapes.
    """
    if sys.stdout is None:
        return
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        print(text, flush=True)
    except BrokenPipeError:
        _drop_output()


def _drop_output() -> None:
    """Let what is still to be printed go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    if nowhere != 1:
        os.dup2(nowhere, 1)
        os.close(nowhere)


def stop_politely() -> None:
    """Let a polite kill (SIGTERM) stop a command as Ctrl-C does, so that no worker lingers."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def finish(command: Callable[[Sequence[str]], int]) -> NoReturn:
    """Run `command` on the arguments given and exit: 0 done, 1 found, 2 refused, 130 stopped.

    An error in the code shows where it came from and is 2 as well: nothing was found.
    """
    try:
        status = command(sys.argv[1:])
        if sys.stdout is not None:
            sys.stdout.flush()
    except RefusalError as refusal:
        print(refusal, file=sys.stderr)
        status = EXIT_REFUSED
    except BrokenPipeError:
        _drop_output()
        status = EXIT_REFUSED
    except OSError as error:
        if os.environ.get("FLATLINE_TRACEBACK") or not error.strerror:
            traceback.print_exc()
        else:
            print(explained(error), file=sys.stderr)
        status = EXIT_REFUSED
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        status = EXIT_STOPPED
    except Exception:
        traceback.print_exc()
        status = EXIT_REFUSED
    sys.exit(status)
