"""Nouns know, verbs run: the direction of imports, and the size of things."""

import ast
from pathlib import Path

import pytest

STAGES = Path(__file__).resolve().parent.parent / "stages"
VERBS = {path.stem for path in STAGES.glob("*.py")} - {
    "__init__",
    "config",
    "mistakes",
    "paths",
    "tables",
}
NOUNS = sorted(
    path
    for folder in STAGES.iterdir()
    if folder.is_dir() and folder.name not in {"commands", "__pycache__"}
    for path in folder.rglob("*.py")
)


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", NOUNS, ids=lambda path: str(path.relative_to(STAGES)))
def test_a_noun_imports_no_verb_and_no_framework(path: Path) -> None:
    frameworks = {"hydra", "omegaconf", "dvc"}
    for name in imported(path):
        first, second = [*name.split("."), ""][:2]
        assert first not in frameworks, f"{path}: {name}"
        forbidden = VERBS | {"config", "paths", "commands"}
        assert first != "stages" or second not in forbidden, f"{path}: {name}"


def test_only_config_reads_params_yaml() -> None:
    readers = [
        path.relative_to(STAGES).as_posix()
        for path in STAGES.rglob("*.py")
        if "paths.PARAMS" in path.read_text(encoding="utf-8")
    ]
    assert [reader for reader in readers if not reader.startswith("commands/")] == ["config.py"]


def test_verbs_are_thin_and_functions_short() -> None:
    for path in STAGES.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        lines = text.count("\n")
        assert lines <= 300, f"{path}: {lines} lines"
        if path.parent == STAGES and path.stem in VERBS:
            assert lines <= 100, f"{path}: {lines} lines"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                size = (node.end_lineno or 0) - node.lineno + 1
                assert size <= 60, f"{path}:{node.lineno} {node.name}: {size} lines"
