"""How every verb is started: its arguments, and mistakes told in one line with their cure.

FLATLINE_TRACEBACK=1 shows where a mistake came from.
"""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from stages.mistakes import explained

Verb = Callable[[Sequence[str] | None], None]

EXIT_FAILED = 1
EXIT_STOPPED = 130


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

    A polite kill (SIGTERM) stops it as Ctrl-C does, so that no worker lingers. Where no one reads
    the output any more (`| head`) it ends without a word.
    """
    status = 0
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        verb(sys.argv[1:])
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        status = EXIT_FAILED
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
