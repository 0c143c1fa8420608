"""Compose conf/ into params.yaml, byte for byte as `dvc exp run` would.

python -m stages.commands.compose                              the default
python -m stages.commands.compose encoder=lsa families/svm=paper
python -m stages.commands.compose --print preset=paper         to standard output only
python -m stages.commands.compose --check                      its entries equal files of conf/
python -m stages.commands.compose --check --default            the whole file equals the default
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from stages import paths
from stages.commands.composition import composed, read_file
from stages.commands.drift import from_default, from_files
from stages.commands.selections import faults
from stages.commands.usage import EXIT_FOUND, Parser, RefusalError, finish, repository_root
from stages.storage.atomic import write_text


def main(arguments: Sequence[str]) -> int:
    """Write, print or check params.yaml; 0 done, 1 the check found something."""
    options = _options(arguments)
    root = repository_root()
    if options.check:
        return _check(root, whole=options.default)
    text = composed(root, options.overrides).text
    if options.print:
        sys.stdout.write(text)
        return 0
    present = root / paths.PARAMS
    if not present.is_file() or present.read_bytes() != text.encode("utf-8"):
        write_text(present, text)
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = Parser("compose", __doc__)
    parser.add_argument("overrides", nargs="*", help="as after dvc exp run -S, e.g. encoder=lsa")
    parser.add_argument("--print", action="store_true", help="to standard output, nothing written")
    parser.add_argument("--check", action="store_true", help="compare params.yaml with conf/")
    parser.add_argument(
        "--default", action="store_true", help="with --check: the whole file, not the catalogues"
    )
    options = parser.parse_intermixed_args(arguments)
    if options.default and not options.check:
        raise RefusalError("Got --default without --check: write --check --default.")
    if options.check and (options.overrides or options.print):
        raise RefusalError("Got --check with overrides or --print: it only compares params.yaml.")
    return options


def _check(root: Path, *, whole: bool) -> int:
    path = root / paths.PARAMS
    if not path.is_file():
        print("No params.yaml here: run python -m stages.commands.compose.", file=sys.stderr)
        return EXIT_FOUND
    present = read_file(path)
    found = [*faults(root / "conf", present.tree), *from_files(root, present)]
    if whole:
        found = from_default(present, composed(root, []))
    for line in found:
        print(line, file=sys.stderr)
    if found:
        print(
            f"{len(found)} found: python -m stages.commands.compose writes it anew.",
            file=sys.stderr,
        )
    return EXIT_FOUND if found else 0


if __name__ == "__main__":
    finish(main)
