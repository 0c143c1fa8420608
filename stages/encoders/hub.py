"""Models of the Hugging Face hub, by name and commit: from the local cache, else downloaded."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from huggingface_hub import constants, snapshot_download
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

COMMIT: Final = re.compile(r"[0-9a-f]{40}")
WANTED: Final = ["*.json", "*.txt", "*.model", "*.safetensors"]
NOT_WANTED: Final = ["onnx/*", "openvino/*"]


@dataclass(frozen=True)
class HubModel:
    """A model by its name and `revision`, the full hash of a commit.

    A branch moves: the same settings would give other vectors one day, and the cache would not
    notice. `local_files_only`: never ask the network. Neither pickles nor code are fetched.
    """

    name: str
    revision: str
    local_files_only: bool

    def __post_init__(self) -> None:
        """Refuse a branch, a tag or a short hash."""
        if not isinstance(self.revision, str) or not COMMIT.fullmatch(self.revision):
            raise ValueError(
                f"Got revision={self.revision!r} of {self.name}, expected the 40 hex digits of a "
                "commit: a branch such as main moves, and old vectors would stand for new ones. "
                f"Copy the commit from https://huggingface.co/{self.name}/commits/main."
            )

    def folder(self) -> Path:
        """The snapshot in the local cache; FileNotFoundError says how to get it."""
        try:
            found = self._snapshot(local_files_only=True)
        except LocalEntryNotFoundError:
            found = None
        if found and not lacking(found):
            return found
        if self.local_files_only:
            raise self._absent("local_files_only=true")
        try:
            return self._snapshot(local_files_only=False)
        except (HfHubHTTPError, HFValidationError, OSError) as error:
            raise self._absent(_reason(error)) from error

    def _snapshot(self, *, local_files_only: bool) -> Path:
        return Path(
            snapshot_download(
                self.name,
                revision=self.revision,
                local_files_only=local_files_only,
                allow_patterns=WANTED,
                ignore_patterns=NOT_WANTED,
            )
        )

    def _absent(self, why: str) -> FileNotFoundError:
        return FileNotFoundError(
            f"Got the model {self.name} at {self.revision}, which is not whole in the local cache "
            f"and could not be fetched ({why}). Where there is a network, run "
            f"`hf download {self.name} --revision {self.revision}` (a gated model wants HF_TOKEN); "
            "or give a folder: see conf/encoders/sentence_transformer_folder.yaml."
        )


def lacking(folder: Path) -> list[str]:
    """Files that a model folder should hold and does not: settings, weights, shards of them."""
    indices = sorted(folder.glob("*.safetensors.index.json"))
    shards = {
        str(shard)
        for index in indices
        for shard in json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()
    }
    settings = set() if (folder / "modules.json").is_file() else {"config.json"}
    kept = any(any(folder.rglob(pattern)) for pattern in ("*.safetensors", "*.bin"))
    weights = set() if kept else {"model.safetensors"}
    return sorted(name for name in shards | settings | weights if not (folder / name).is_file())


def _reason(error: BaseException) -> str:
    if constants.HF_HUB_OFFLINE:
        return "HF_HUB_OFFLINE is set"
    cause = error.__cause__ or error
    return f"{type(cause).__name__}: {(str(cause).strip().splitlines() or [''])[0]}"
