"""Which stages `dvc repro` would run now: those that changed, and all that follow from them."""

from pathlib import Path

from stages import paths
from stages.commands.composition import Composition
from stages.commands.project import dvc_project
from stages.commands.usage import RefusalError


def pending(root: Path, wanted: Composition) -> set[str]:
    """Names of the stages that would run; DVC hashes what has changed since it last looked.

    Refused where params.yaml says something else than the composition: DVC compares with that file.
    Some of those that follow may turn out unchanged and be skipped after all.
    """
    present = root / paths.PARAMS
    if not present.is_file() or present.read_text(encoding="utf-8") != wanted.text:
        raise RefusalError(
            "Got --status for a composition that params.yaml does not hold, and DVC compares with "
            "that file: leave the overrides or --status away, or write it with compose first."
        )
    with dvc_project() as repo:
        graph = repo.index.graph
        changed = set(repo.status())
        found: set[str] = set()
        waiting = [stage for stage in graph if stage.addressing in changed]
        while waiting:
            stage = waiting.pop()
            found.add(stage.addressing)
            waiting += [one for one in graph.predecessors(stage) if one.addressing not in found]
    return found
