"""Models by name: the hub's cache on this disk, and what is said where it lacks one."""

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import huggingface_hub.constants
import numpy as np
import pytest

from stages.encoders.hub import HubModel, lacking
from stages.encoders.identity import encoder_identity
from stages.encoders.model_files import model_fingerprint
from stages.encoders.transformer import TransformerEncoder
from stages.storage.pieces import file_fingerprint
from tests.encoders.conftest import TEXTS

NAME, COMMIT = "someone/tiny", "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, no network."""
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    return tmp_path / "hub"


def fill(cache: Path, folder: Path) -> Path:
    """Put a folder into the cache as the hub's client does: links to blobs named by content."""
    home = cache / f"models--{NAME.replace('/', '--')}"
    snapshot = home / "snapshots" / COMMIT
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        link = snapshot / file.relative_to(folder)
        link.parent.mkdir(parents=True, exist_ok=True)
        large = file.suffix == ".safetensors"
        method = hashlib.sha256 if large else hashlib.sha1
        blob = home / "blobs" / method(file.read_bytes()).hexdigest()
        blob.parent.mkdir(exist_ok=True)
        shutil.copy(file, blob)
        link.symlink_to(blob)
    return snapshot


@pytest.mark.parametrize("local_files_only", [True, False])
def test_a_cached_model_is_found_by_name_without_a_network(
    cache: Path, tiny_folder: Path, tiny: TransformerEncoder, *, local_files_only: bool
) -> None:
    snapshot = fill(cache, tiny_folder)
    model = HubModel(NAME, COMMIT, local_files_only)
    assert model.folder() == snapshot
    by_name = replace(tiny, model=model)
    np.testing.assert_array_equal(by_name.encode(TEXTS), tiny.encode(TEXTS))
    assert encoder_identity(by_name) == encoder_identity(tiny)


@pytest.mark.parametrize("local_files_only", [True, False])
def test_an_absent_model_is_answered_with_what_to_run(
    cache: Path, *, local_files_only: bool
) -> None:
    says = rf"hf download {NAME} --revision {COMMIT}`.* or give a folder"
    with pytest.raises(FileNotFoundError, match=says) as error:
        HubModel(NAME, COMMIT, local_files_only).folder()
    assert len(str(error.value).splitlines()) == 1


def test_a_hub_that_does_not_answer_is_named_too(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", lambda _: None)
    with pytest.raises(FileNotFoundError, match=r"could not be fetched.*hf download"):
        HubModel(NAME, COMMIT, local_files_only=False).folder()


def test_a_half_fetched_model_is_not_taken_for_whole(cache: Path, tiny_folder: Path) -> None:
    snapshot = fill(cache, tiny_folder)
    (snapshot / "model.safetensors.index.json").write_text('{"weight_map": {"a": "two.st"}}')
    assert lacking(snapshot) == ["two.st"]
    with pytest.raises(FileNotFoundError, match="not whole in the local cache"):
        HubModel(NAME, COMMIT, local_files_only=True).folder()
    (snapshot / "model.safetensors.index.json").unlink()
    (snapshot / "model.safetensors").unlink()
    (snapshot / "config.json").unlink()
    assert lacking(snapshot) == ["config.json", "model.safetensors"]


@pytest.mark.parametrize("revision", ["main", "v1.0", COMMIT[:7], COMMIT.upper() + "A", None])
def test_a_revision_that_can_move_is_refused(revision: str) -> None:
    with pytest.raises(ValueError, match="expected the 40 hex digits of a commit"):
        HubModel(NAME, revision, local_files_only=True)


def test_the_key_reads_links_by_their_name_and_files_by_their_bytes(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_bytes(b"weights")
    blob = tmp_path / "blobs" / hashlib.sha256(b"weights").hexdigest()
    blob.parent.mkdir()
    blob.write_bytes(b"not looked at")
    link = tmp_path / "link"
    link.symlink_to(blob)
    assert model_fingerprint([link]) == model_fingerprint([plain]) == file_fingerprint([plain])
    other = tmp_path / "blobs" / "short"
    other.write_bytes(b"settings")
    odd = tmp_path / "odd"
    odd.symlink_to(other)
    assert model_fingerprint([odd]) == file_fingerprint([other])
