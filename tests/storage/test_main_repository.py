from pathlib import Path

import pytest

from stages.storage.main_repository import main_repository


def test_what_is_kept_lies_below_the_repository_that_dvc_was_called_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DVC_ROOT", raising=False)
    assert main_repository() == Path()
    monkeypatch.setenv("DVC_ROOT", "/home/me/audit")
    assert main_repository() == Path("/home/me/audit")
