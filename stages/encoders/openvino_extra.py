"""The `openvino` extra: looked for only when it is used, and kept from reporting that use."""

import importlib
import importlib.metadata
import sys
from types import ModuleType
from typing import Final

INSTALL: Final = "make openvino"
REPORTER: Final = "openvino_telemetry"
"""Sends figures on every conversion over the network where it is installed; both libraries do
without it where it can't be imported."""


def openvino_extra(name: str) -> ModuleType:
    """The library `openvino` or `nncf`; ModuleNotFoundError that says how to install it."""
    openvino_version(name)
    if REPORTER not in sys.modules:
        sys.modules[REPORTER] = None  # type: ignore[assignment]
    return importlib.import_module(name)


def openvino_version(name: str) -> str:
    """Its version, without importing it; ModuleNotFoundError that says how to install it."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError as error:
        raise ModuleNotFoundError(
            f"Got an encoder that runs on {name}, which is not installed; expected the extra of "
            f"that name. Install it: `{INSTALL}` in the repository."
        ) from error
