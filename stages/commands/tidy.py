"""Forget stages that are no more: their entries in dvc.lock and the outs that only they wrote.

python -m stages.commands.tidy --dry-run       say what would go
python -m stages.commands.tidy                 after an encoder or a family has left params.yaml
python -m stages.commands.tidy --pieces        and empty .flatline/pieces, what kills left to resume
"""

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

from dvc.repo import Repo

from stages import paths
from stages.commands.lockfile import Pruned, below, live, locked, pruned
from stages.commands.project import dvc_project
from stages.commands.usage import Parser, RefusalError, finish
from stages.storage.atomic import write_text
from stages.storage.bound import weighed
from stages.storage.leases import users
from stages.storage.left_overs import remove

FOLDERS = ("artifacts", str(paths.REPORTS))


def main(arguments: Sequence[str]) -> int:
    """Tidy the working folder's project; 0 also where there was nothing to do."""
    options = _options(arguments)
    with dvc_project() as repo, repo.lock:
        root = Path(repo.root_dir)
        plan = _plan(repo, root)
        left = [path for path in plan.outs if below(root, path, FOLDERS) and _there(root / path)]
        would = "would go" if options.dry_run else "gone"
        for line in [*(f"dvc.lock: {name}" for name in plan.stages), *left]:
            print(f"{would}: {line}")
        if not options.dry_run:
            _prune(root, plan)
            for path in left:
                _remove(root, path)
        if options.pieces:
            pieces, weight = weighed(paths.pieces())
            print(f"{would}: {pieces:,} pieces, {weight:,} bytes of {paths.pieces()}")
            if not options.dry_run:
                _empty(paths.pieces())
                remove(paths.clouds())
        elif not plan.stages:
            print("Nothing to tidy.")
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = Parser("tidy", __doc__)
    parser.add_argument("--dry-run", action="store_true", help="say what would go, remove nothing")
    parser.add_argument("--pieces", action="store_true", help="empty the store of finished pieces")
    return parser.parse_args(arguments)


def _plan(repo: Repo, root: Path) -> Pruned:
    content = locked(root)
    return pruned(content, live(repo)) if content["stages"] else Pruned(None, (), ())


def _prune(root: Path, plan: Pruned) -> None:
    """Write dvc.lock anew where an entry goes; a lock without entries is removed, as DVC does."""
    if plan.stages and plan.text is None:
        (root / "dvc.lock").unlink()
    elif plan.stages and plan.text is not None:
        write_text(root / "dvc.lock", plan.text)


def _there(path: Path) -> bool:
    return path.is_symlink() or path.exists()


def _remove(root: Path, path: str) -> None:
    """Remove an out, itself if it is a link, and the folders above it that are empty then."""
    place = root / path
    remove(place)
    for parent in place.parents:
        if root in (parent, parent.parent) or any(parent.iterdir()):
            return
        parent.rmdir()


def _empty(folder: Path) -> None:
    """Remove the store; a refusal where a stage is using it."""
    if running := len(users(folder)):
        raise RefusalError(
            f"Got --pieces while {running} running stages use {folder}; expected none. Wait for "
            "their end, then run it again."
        )
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)


if __name__ == "__main__":
    finish(main)
