"""Hash every object of the DVC cache anew and name the corrupted ones, which DVC would trust.

python -m stages.commands.verify               exit 1 if any object is corrupted
python -m stages.commands.verify --delete      and remove those, so that `dvc repro` mends them
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from stages.commands.cache import CacheObject, Verdict, cache_objects, verdicts
from stages.commands.project import dvc_project
from stages.commands.usage import EXIT_FOUND, Parser, finish


def main(arguments: Sequence[str]) -> int:
    """Check the cache of the working folder's project; 0 all sound, 1 some corrupted."""
    options = _options(arguments)
    with dvc_project() as repo:
        folder = Path(repo.cache.local.path)
        objects = cache_objects(folder)
        corrupted = _corrupted(objects)
        for verdict in corrupted:
            print(f"{_shown(verdict.item.path)} {verdict.fault}")
        total = sum(item.size for item in objects)
        print(f"{len(objects)} objects, {total:,} bytes in {_shown(folder)}: {len(corrupted)} bad.")
        if not corrupted:
            return 0
        if options.delete:
            with repo.lock:
                _delete(corrupted)
            print("Removed: `dvc repro` restores them or runs their stages again.")
        else:
            print("Run with --delete to remove them: `dvc repro` then mends what they were for.")
    return EXIT_FOUND


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = Parser("verify", __doc__)
    parser.add_argument("--delete", action="store_true", help="remove the corrupted objects")
    return parser.parse_args(arguments)


def _corrupted(objects: Sequence[CacheObject]) -> list[Verdict]:
    """The faulty ones, with a bar of bytes while they are read, on a terminal."""
    total = sum(item.size for item in objects)
    quiet = not sys.stderr.isatty()
    found = []
    with tqdm(total=total, unit="B", unit_scale=True, desc="verify", disable=quiet) as bar:
        for verdict in verdicts(objects):
            bar.update(verdict.item.size)
            if verdict.fault is not None:
                found.append(verdict)
    return found


def _delete(corrupted: Sequence[Verdict]) -> None:
    for verdict in corrupted:
        verdict.item.path.unlink(missing_ok=True)


def _shown(path: Path) -> str:
    return os.path.relpath(path)


if __name__ == "__main__":
    finish(main)
