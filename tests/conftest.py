"""Fixtures that several test modules share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.pipeline import Clone

settings.register_profile("flatline", deadline=None)
settings.load_profile("flatline")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of published figures and census rows beside the checkout."""
    folder = Path(os.environ.get("FLATLINE_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        message = (
            f"no shared data at {folder}: set FLATLINE_SHARED to a folder with golden/ and data/"
        )
        if os.environ.get("FLATLINE_REQUIRE_SHARED") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return folder


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone in which the pipeline has run for two families; copy it before changing it."""
    clone = Clone.make(tmp_path_factory.mktemp("finished") / "clone")
    clone.make_small("hashing", "[lr, rf]")
    assert clone.repro()
    clone.run("git", "add", "-A")
    clone.run("git", "commit", "-qm", "audited")
    return clone
