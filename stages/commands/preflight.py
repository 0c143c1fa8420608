"""Before a run: are dvc.lock and params.yaml whole? DVC says that they are not, and not what helps.

python -m stages.commands.preflight            what `make repro` does first
"""

from collections.abc import Sequence
from pathlib import Path

from stages import paths
from stages.commands.composition import composed, read_file
from stages.commands.drift import from_default
from stages.commands.lockfile import locked
from stages.commands.usage import Parser, RefusalError, finish, repository_root


def main(arguments: Sequence[str]) -> int:
    """Refuse damaged files with their cure; say in a line when params.yaml is another than conf/'s.

    A whole params.yaml runs as it stands, whatever conf/ says.
    """
    Parser("preflight", __doc__).parse_args(arguments)
    root = repository_root()
    locked(root)
    if line := _other_than_default(root):
        print(line)
    return 0


def _other_than_default(root: Path) -> str | None:
    path = root / paths.PARAMS
    if not path.is_file():
        raise RefusalError(f"No {path.name} here: python -m stages.commands.compose writes it.")
    present = read_file(path)
    try:
        other = from_default(present, composed(root, []))
    except RefusalError as refusal:
        return f"conf/ does not compose: {refusal} Running params.yaml as it stands."
    if not other:
        return None
    return (
        "params.yaml is not conf/'s default (python -m stages.commands.compose writes it);"
        " running it as it stands."
    )


if __name__ == "__main__":
    finish(main)
