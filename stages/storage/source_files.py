"""What of the code can change a fit: the sources of a family and the versions of its libraries."""

import ast
import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

OURS: Final = __name__.partition(".")[0]


def family_sources(module: str) -> list[str]:
    """The module and all that it imports, directly or not, from its top package or ours; sorted."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [used for used in _imports(name) if _top(used) in {_top(module), OURS}]
    return sorted(found)


def module_hashes(modules: Iterable[str]) -> dict[str, str]:
    """Hash of each module's syntax: comments and layout do not count."""
    return {
        name: hashlib.sha256(ast.dump(_syntax(name)).encode("utf-8")).hexdigest()
        for name in modules
    }


def library_versions(modules: Iterable[str]) -> dict[str, str]:
    """Versions of the libraries outside the standard one that these modules import.

    Empty for an optional library that is not installed: then nothing of it can be used.
    """
    used = {_top(name) for module in modules for name in _imports(module)}
    own = {_top(module) for module in modules} | {OURS}
    return {library: _version(library) for library in sorted(used - own - sys.stdlib_module_names)}


def _version(library: str) -> str:
    if importlib.util.find_spec(library) is None:
        return ""
    return str(getattr(importlib.import_module(library), "__version__", ""))


def _top(module: str) -> str:
    return module.partition(".")[0]


def _syntax(module: str) -> ast.Module:
    file = importlib.import_module(module).__file__
    return ast.parse(Path(file or "").read_text(encoding="utf-8"))


def _imports(module: str) -> list[str]:
    named: set[str] = set()
    for node in ast.walk(_syntax(module)):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            source = "." * node.level + (node.module or "")
            base = importlib.util.resolve_name(source, module.rpartition(".")[0])
            inside = {f"{base}.{alias.name}" for alias in node.names}
            named |= {base, *(inside & sys.modules.keys())}
    return sorted(named)
