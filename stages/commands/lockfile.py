"""dvc.lock against the stages of dvc.yaml and params.yaml: which entries no stage has any more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import cast

from dvc.dvcfile import PROJECT_FILE, load_file
from dvc.repo import Repo
from dvc.schema import COMPILED_LOCKFILE_SCHEMA
from dvc.utils.serialize import YAMLFileCorruptedError, dumps_yaml, parse_yaml_for_update
from voluptuous import Invalid

from stages.commands.usage import RefusalError

Entries = dict[str, Mapping[str, object]]


@dataclass(frozen=True)
class Live:
    """The stages that dvc.yaml and params.yaml make now, and every path they write."""

    names: frozenset[str]
    outs: frozenset[str]


@dataclass(frozen=True)
class Pruned:
    """dvc.lock without vanished stages: the new text, their names, the outs that only they had."""

    text: str | None
    stages: tuple[str, ...]
    outs: tuple[str, ...]


def live(repo: Repo) -> Live:
    """What the project's dvc.yaml stands for with the params.yaml beside it."""
    loader = load_file(repo, str(Path(repo.root_dir) / PROJECT_FILE)).stages
    stages = {name: loader[name] for name in loader}
    outs = {str(out.def_path) for stage in stages.values() for out in stage.outs}
    return Live(frozenset(stages), frozenset(outs))


def locked(root: Path) -> dict[str, object]:
    """The project's dvc.lock, parsed; without one, no stages. A refusal where it is damaged."""
    try:
        return parsed((root / "dvc.lock").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {"stages": {}}
    except UnicodeDecodeError:
        return parsed("")


def parsed(text: str) -> dict[str, object]:
    """dvc.lock with its order kept; a refusal where a kill left only half of it."""
    try:
        content = parse_yaml_for_update(text, "dvc.lock")
        COMPILED_LOCKFILE_SCHEMA(content)
        content["stages"].keys()
    except (YAMLFileCorruptedError, Invalid, LookupError, TypeError, AttributeError) as error:
        raise RefusalError(
            "dvc.lock is damaged: get it back with git checkout dvc.lock, then dvc repro."
        ) from error
    return cast(dict[str, object], content)


def pruned(content: Mapping[str, object], present: Live) -> Pruned:
    """A parsed dvc.lock without the entries of stages that are not `present`.

    The entries are removed from `content` itself; the new text is in DVC's own formatting, None
    where no entry is left.
    """
    entries = cast(Entries, content["stages"])
    gone = [name for name in entries if name not in present.names]
    outs = sorted({path for name in gone for path in _paths(entries[name])})
    for name in gone:
        del entries[name]
    kept = {path for entry in entries.values() for path in _paths(entry)} | present.outs
    left_over = tuple(path for path in outs if not _touches(path, kept))
    text = dumps_yaml(content) if entries or content.get("datasets") else None
    return Pruned(text, tuple(gone), left_over)


def below(root: Path, path: str, folders: Iterable[str]) -> bool:
    """Whether `path` lies strictly below one of root's `folders`, by name and by links."""
    named = PurePosixPath(path)
    place = (root / path).parent.resolve() / named.name
    return ".." not in named.parts and any(
        named.parts[:1] == (folder,) and root.resolve() / folder in place.parents
        for folder in folders
    )


def _paths(entry: Mapping[str, object]) -> list[str]:
    outs = cast(list[Mapping[str, object]], entry.get("outs", []))
    return [str(out["path"]) for out in outs]


def _touches(path: str, others: Iterable[str]) -> bool:
    """Whether a path is one of the others, above one or below one."""
    mine = PurePosixPath(path)
    theirs = [PurePosixPath(other) for other in others]
    return any(mine.is_relative_to(other) or other.is_relative_to(mine) for other in theirs)
