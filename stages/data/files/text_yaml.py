"""A yaml file in which every name and value keeps the text that a person wrote."""

from collections.abc import Hashable
from pathlib import Path
from typing import Final

import yaml

_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})


class _TextLoader(yaml.BaseLoader):
    """YAML without types: NO, 01, 1e5 and true are texts; only an unquoted null is none."""

    def construct_scalar(self, node: yaml.ScalarNode) -> str | None:  # type: ignore[override]
        if node.style is None and node.value in _NULLS:
            return None
        return str(node.value)

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Hashable, object]:
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise yaml.MarkedYAMLError(
                problem=f"the key {twice[0]!r} stands there twice", problem_mark=node.start_mark
            )
        return super().construct_mapping(node, deep=True)


def read_text_yaml(path: Path) -> object:
    """The file's mappings, lists, texts and None; ValueError says what is wrong and where."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"Got bytes that are no UTF-8 ({error.reason})") from error
    except OSError as error:
        raise ValueError(f"Got no readable file ({error.strerror})") from error
    try:
        return yaml.load(text, Loader=_TextLoader)  # noqa: S506 - builds texts, nothing else
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(f"Got no YAML: {' '.join(str(error).split())}") from error
