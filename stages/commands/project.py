"""The DVC project of the working folder, opened for a command."""

from collections.abc import Iterator
from contextlib import contextmanager

from dvc.exceptions import DvcException, NotDvcRepoError
from dvc.lock import LockError
from dvc.repo import Repo
from dvc.scm import SCMError

from stages.commands.usage import RefusalError


@contextmanager
def dvc_project() -> Iterator[Repo]:
    """The project around the working folder; what DVC objects to becomes a refusal."""
    try:
        with Repo() as repo:
            yield repo
    except NotDvcRepoError as error:
        raise RefusalError("No DVC project here: run this from the repository root.") from error
    except LockError as error:
        raise RefusalError("Another DVC command is running: wait for its end.") from error
    except (DvcException, SCMError) as error:
        raise RefusalError(f"DVC refused: {_in_one_line(error)}") from error


def _in_one_line(error: BaseException) -> str:
    """The message with that of its cause, where DVC keeps what is wrong."""
    causes = [str(link) for link in (error, error.__cause__) if link is not None]
    return " ".join(": ".join(causes).split())
