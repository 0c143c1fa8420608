"""What a person reads about an error that they can mend: one line, with its cure."""

import errno
import os
import re
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from traceback import walk_tb
from typing import Final

from joblib.externals.loky.process_executor import TerminatedWorkerError

from stages import paths
from stages.storage.damage import DamagedFileError

OURS = Path(__file__).resolve().parent
FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
MEMORY = (
    "{what}, most often because memory ran out. What was finished is kept: run it again with fewer "
    "workers, `dvc exp run -S parallel.n_jobs=1`."
)


def explained(error: Exception) -> str | None:
    """What a person reads about an error that they can mend; None for one in the code."""
    if isinstance(error, TerminatedWorkerError | BrokenProcessPool):
        return MEMORY.format(what="A worker was stopped from outside")
    if isinstance(error, MemoryError):
        return MEMORY.format(what="The stage was out of memory")
    if isinstance(error, FileNotFoundError) and error.filename is not None:
        return _missing(Path(str(error.filename)))
    if isinstance(error, DamagedFileError):
        shown = os.path.relpath(error.path)
        return f"{shown} is damaged ({error.why}). {_mended(Path(error.path))}"
    if isinstance(error, OSError) and error.strerror:
        return _refused_by_the_system(error)
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


def _mended(path: Path) -> str:
    """How a damaged file of the pipeline becomes whole again."""
    stage = paths.writer(path)
    if stage is None:
        return "Get it back from where it came from."
    return (
        f"The stage {stage} writes it: run `python -m stages.commands.verify --delete`, then"
        " `dvc repro`."
    )


def _refused_by_the_system(error: OSError) -> str:
    """What the system objects to, where, and what helps."""
    place = Path(os.path.relpath(str(error.filename))) if error.filename else None
    said = f"{error.strerror}: {place or 'the file being written'}."
    if error.errno in FULL:
        return f"{said} Make room; what was finished is kept: run it again."
    stage = paths.writer(place) if place else None
    if stage is not None and error.errno in (errno.EISDIR, errno.ENOTDIR, errno.EEXIST):
        return f"{said} Remove what stands there, then run `dvc repro {stage}`."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{said} Let this user write there, then run it again."
    return said


def _raised_by_us(error: BaseException) -> bool:
    """Whether the error began in this project's own code, which speaks to people.

    An error of a worker brings the worker's own traceback along, as text.
    """
    files = [frame.f_code.co_filename for frame, _ in walk_tb(error.__traceback__)]
    files += re.findall(r'^  File "([^"]+)"', str(getattr(error.__cause__, "tb", "")), re.MULTILINE)
    return bool(files) and OURS in Path(files[-1]).resolve().parents
