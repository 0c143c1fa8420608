"""Where a transformer's files come from."""

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class ModelFolder(Protocol):
    """A folder with config.json, the tokeniser's files and, where they are used, the weights."""

    def folder(self) -> Path:
        """The folder; FileNotFoundError or ModuleNotFoundError that says how to get it."""
        ...


@dataclass(frozen=True)
class PackagedModel:
    """A model that a Python package carries and finds with `get_model_path()`.

    `package`: the name to import; `install`: the name to install it by.
    """

    package: str
    install: str

    def folder(self) -> Path:
        """Where the package keeps the model."""
        try:
            return Path(importlib.import_module(self.package).get_model_path())
        except ModuleNotFoundError as error:
            raise ModuleNotFoundError(
                f"Got package={self.package!r}, which is not installed. "
                f"Install it: `pip install {self.install}`."
            ) from error


@dataclass(frozen=True)
class LocalModel:
    """A model in a folder of this machine, as `save_pretrained` writes it."""

    path: str

    def folder(self) -> Path:
        """The folder."""
        if not (Path(self.path) / "config.json").is_file():
            raise FileNotFoundError(
                f"Got path={self.path!r}, expected a model folder with config.json and "
                "model.safetensors. Write one with `SentenceTransformer(name).save(path)`."
            )
        return Path(self.path)
