"""One DVC experiment per set of overrides: its name, its command, what Git must have ready."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from hydra.core.override_parser.overrides_parser import OverridesParser

from stages.commands.usage import RefusalError

USERS_FILES: Final = re.compile(r"data\.(path|description)|encoders\.[\w-]+\.(model\.)?path")
LONGEST_SLUG: Final = 80
PLAIN: Final = re.compile(
    r"[+~]*[\w./]+=(?:[A-Za-z0-9_.]+|\[[A-Za-z0-9_.]+(?:,[A-Za-z0-9_.]+)*\])", re.ASCII
)
IDENTITY: Final = ("user.name", "user.email")


def slug(overrides: Sequence[str]) -> str:
    """The name of the experiment with these overrides, the same in whatever order they come.

    `encoder=lsa roster=[lr,svm]` is `encoder-lsa_roster-lr-svm`: letters, digits, `_`, `-` and
    single dots, legal as a Git ref. Where that drops more than brackets, or 80 characters are not
    enough, eight digits of a hash of the overrides make the name their own.
    """
    if not overrides:
        return "default"
    lines = sorted(overrides)
    words = (re.sub(r"[^A-Za-z0-9_.]+", "-", line).strip("-.") for line in lines)
    name = re.sub(r"\.{2,}", ".", "_".join(words))
    plain = all(PLAIN.fullmatch(line) for line in lines) and name == "_".join(
        re.sub(r"[\[\]]", "", line).translate(str.maketrans("=,/", "---")) for line in lines
    )
    if plain and len(name) <= LONGEST_SLUG and not name.endswith(".lock"):
        return name
    digest = hashlib.sha256("\0".join(lines).encode("utf-8")).hexdigest()[:8]
    return f"{name[:LONGEST_SLUG].strip('-.')}-{digest}".removeprefix("-")


def with_own_files(root: Path, override: str) -> str:
    """An override that names a user's file, made absolute; any other as it came.

    An experiment runs in another folder, where untracked files are not; a file that Git tracks is
    there too and keeps its relative name, so that params.yaml means the same on every machine.
    """
    parsed = OverridesParser.create().parse_override(override)
    value = parsed.value()
    key = str(parsed.key_or_group)
    if not USERS_FILES.fullmatch(key) or not isinstance(value, str) or not value:
        return override
    if key.startswith("encoders.") and not (root / value).exists():
        return override
    if Path(value).is_absolute() or _git(root, "ls-files", "--error-unmatch", value) is not None:
        return override
    path = str(root / value).replace("\\", "\\\\").replace("'", "\\'")
    return f"{override.partition('=')[0]}='{path}'"


def check_git(root: Path) -> None:
    """Refuse where `dvc exp run` could not commit: no repository, no commit yet, no identity."""
    if _git(root, "rev-parse", "--git-dir") is None:
        raise RefusalError("No Git repository here: git init, then commit the project.")
    if _git(root, "rev-parse", "--verify", "--quiet", "HEAD") is None:
        raise RefusalError("No commit yet: git add --all, then git commit -m start.")
    missing = [key for key in IDENTITY if not _git(root, "config", key) and not _in_shell(key)]
    if missing:
        cure = " and ".join(f"git config {key} ..." for key in missing)
        raise RefusalError(f"Experiments are commits and Git does not know {cure}: set it first.")


def unseen(root: Path, overrides: Sequence[str]) -> list[str]:
    """Files that neither Git tracks nor .gitignore names, but for those that overrides mention.

    Experiments run without them.
    """
    listed = _git(root, "ls-files", "--others", "--exclude-standard") or ""
    return [name for name in listed.splitlines() if not any(name in line for line in overrides)]


def run_experiment(root: Path, overrides: Sequence[str], log: Path | None) -> int:
    """Run one experiment in its own checkout, in place of one of that name; the exit status of DVC.

    Its output goes to the terminal, or to the file `log`.
    """
    name = slug(overrides)
    head = _git(root, "rev-parse", "HEAD") or ""
    taken = _git(root, "for-each-ref", f"refs/exps/{head[:2]}/{head[2:]}/{name}")
    settings = [f"--set-param={with_own_files(root, line)}" for line in overrides]
    status = _dvc(root, ["exp", "remove", name], log) if taken else 0
    return status or _dvc(root, ["exp", "run", "--temp", "--name", name, *settings], log)


def _dvc(root: Path, words: Sequence[str], log: Path | None) -> int:
    tools = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": os.pathsep.join([tools, os.environ.get("PATH", "")])}
    command = [sys.executable, "-m", "dvc", "--wait-for-lock", *words]
    if log is None:
        return subprocess.run(command, cwd=root, env=environment, check=False).returncode
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as stream:
        done = subprocess.run(
            command, cwd=root, env=environment, stdout=stream, stderr=stream, check=False
        )
    return done.returncode


def _in_shell(key: str) -> bool:
    """Whether the environment gives a part of the identity for authors and committers alike."""
    part = key.removeprefix("user.").upper()
    return all(os.environ.get(f"GIT_{role}_{part}") for role in ("AUTHOR", "COMMITTER"))


def _git(root: Path, *words: str) -> str | None:
    """What a Git command says; None where it fails."""
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None
