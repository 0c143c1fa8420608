"""The repository that a person works in, also from a temporary checkout of it."""

import os
from pathlib import Path


def main_repository() -> Path:
    """Its root; what is kept across runs lies below it, in .flatline/.

    DVC sets DVC_ROOT to it, even when it runs in a temporary checkout; else it is the working
    folder.
    """
    return Path(os.environ.get("DVC_ROOT", "."))
