"""Hash what DVC trusts anew: its cache, and the outs in the working folder against dvc.lock.

python -m stages.commands.verify               exit 1 if anything is damaged; names it and its stage
python -m stages.commands.verify --delete      and remove that, so that `dvc repro` mends it
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from dvc.repo import Repo
from tqdm import tqdm

from stages import paths
from stages.commands.cache import CacheObject, Verdict, cache_objects, verdicts
from stages.commands.lockfile import below, locked
from stages.commands.project import dvc_project
from stages.commands.usage import EXIT_FOUND, Parser, finish
from stages.commands.workspace import Difference, differences, locked_outs
from stages.storage.left_overs import remove

FOLDERS = ("artifacts", str(paths.REPORTS))


def main(arguments: Sequence[str]) -> int:
    """Check the cache and the outs of the working folder's project; 0 all sound, 1 some not."""
    options = _options(arguments)
    with dvc_project() as repo:
        folder = Path(repo.cache.local.path)
        objects = cache_objects(folder)
        corrupted = _corrupted(objects)
        for verdict in corrupted:
            print(f"{_shown(verdict.item.path)} {verdict.fault}")
        total = sum(item.size for item in objects)
        print(f"{len(objects)} objects, {total:,} bytes in {_shown(folder)}: {len(corrupted)} bad.")
        differing = _differing(repo, folder)
        if not corrupted and not differing:
            return 0
        if options.delete:
            with repo.lock:
                _delete(repo, corrupted, differing)
            print("Removed: `dvc repro` restores them or runs their stages again.")
        else:
            print("Run with --delete to remove them: `dvc repro` then mends what they were for.")
    return EXIT_FOUND


def _differing(repo: Repo, cache: Path) -> list[Difference]:
    """Outs of the working folder that are not what dvc.lock says, each told in a line."""
    root = Path(repo.root_dir)
    outs = locked_outs(locked(root))
    found = list(
        differences(root, outs, cache, lambda path: bool(repo.dvcignore.is_ignored_file(str(path))))
    )
    for difference in found:
        print(
            f"{_shown(difference.path)} is not what the stage {difference.out.stage} wrote"
            " (dvc.lock has another md5)"
        )
    print(f"{len(outs)} outs of dvc.lock in the working folder: {len(found)} bad.")
    return found


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


def _delete(repo: Repo, corrupted: Sequence[Verdict], differing: Sequence[Difference]) -> None:
    for verdict in corrupted:
        verdict.item.path.unlink(missing_ok=True)
    root = Path(repo.root_dir)
    for difference in differing:
        if below(root, os.path.relpath(difference.path, root), FOLDERS):
            remove(difference.path)


def _shown(path: Path) -> str:
    return os.path.relpath(path)


if __name__ == "__main__":
    finish(main)
