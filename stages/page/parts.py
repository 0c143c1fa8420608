"""The page's own files: markup, style sheets and scripts, which lie beside this one."""

from functools import cache
from importlib.resources import files


@cache
def part(name: str) -> str:
    """The text of one of them, for example page.css."""
    return files("stages.page").joinpath(name).read_text(encoding="utf-8")
