"""How every verb is started: its arguments, and mistakes told in one line with their cure.

FLATLINE_TRACEBACK=1 shows where a mistake came from.
"""

import argparse
import os
import re
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from traceback import walk_tb
from typing import NoReturn

from joblib.externals.loky.process_executor import TerminatedWorkerError

from stages import paths

Verb = Callable[[Sequence[str] | None], None]

EXIT_FAILED = 1
EXIT_STOPPED = 130
OURS = Path(__file__).resolve().parent
MEMORY = (
    "{what}, most often because memory ran out. What was finished is kept: run it again with fewer "
    "workers, `dvc exp run -S parallel.n_jobs=1`."
)


def parser(name: str, text: str | None) -> argparse.ArgumentParser:
    """Arguments of the verb `name`, with the module's own `text` as help."""
    return argparse.ArgumentParser(
        prog=f"python -m stages.{name}",
        description=text,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def run(verb: Verb) -> NoReturn:
    """Run a verb on the arguments of the command line and exit: 0 done, 1 failed, 130 stopped.

    A polite kill (SIGTERM) stops it as Ctrl-C does, so that no worker lingers.
    """
    status = 0
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        verb(sys.argv[1:])
    except KeyboardInterrupt:
        print("Stopped. What was finished is kept: run it again.", file=sys.stderr)
        status = EXIT_STOPPED
    except Exception as error:
        line = explained(error)
        if line is None or os.environ.get("FLATLINE_TRACEBACK"):
            raise
        print(line, file=sys.stderr)
        status = EXIT_FAILED
    sys.exit(status)


def explained(error: Exception) -> str | None:
    """What a person reads about an error that they can mend; None for one in the code."""
    if isinstance(error, TerminatedWorkerError | BrokenProcessPool):
        return MEMORY.format(what="A worker was stopped from outside")
    if isinstance(error, MemoryError):
        return MEMORY.format(what="The stage was out of memory")
    if isinstance(error, FileNotFoundError) and error.filename is not None:
        return _missing(Path(str(error.filename)))
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename or 'the file being written'}."
    message = str(error.args[0]) if error.args else ""
    return message if " " in message and _raised_by_us(error) else None


def _missing(path: Path) -> str:
    """A file that is not there, and the stage that writes it."""
    stage = paths.writer(path)
    shown = os.path.relpath(path)
    if stage is None:
        return f"No {shown} here: run this from the root of the repository, or mend the path."
    return (
        f"No {shown}, which the stage {stage} writes: run `dvc repro {stage}` first, or `dvc repro`"
        " for everything."
    )


def _raised_by_us(error: BaseException) -> bool:
    """Whether the error began in this project's own code, which speaks to people.

    An error of a worker brings the worker's own traceback along, as text.
    """
    files = [frame.f_code.co_filename for frame, _ in walk_tb(error.__traceback__)]
    files += re.findall(r'^  File "([^"]+)"', str(getattr(error.__cause__, "tb", "")), re.MULTILINE)
    return bool(files) and OURS in Path(files[-1]).resolve().parents
