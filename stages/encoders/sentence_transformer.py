"""Any model of sentence-transformers, with its whole pipeline, run by that library itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import sentence_transformers
import torch
import transformers
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize
from transformers.utils import logging

from stages.encoders.attention import suit_attention
from stages.encoders.buckets import batches
from stages.encoders.contract import Vectors
from stages.encoders.hub import HubModel
from stages.encoders.layers import weighted_folders
from stages.encoders.model_files import model_fingerprint, refuse_pickles
from stages.encoders.models import ModelFolder
from stages.encoders.torch_encoder import TorchEncoder
from stages.machine.number_format import torch_dtype
from stages.machine.torch_settings import torch_settings

CHUNK: Final = 256
PATTERNS: Final = ("*.json", "*.txt", "*.model", "*.safetensors")
NO_CHANGE: Final = ("batch_size", "most_error", "model", "revision", "path", "local_files_only")


@dataclass(frozen=True)
class SentenceTransformerEncoder(TorchEncoder):
    """A pipeline of sentence-transformers: transformer or static, pooling, dense layers, length.

    What is null is left to the model: `prompt` (text put in front) or `prompt_name` (one of the
    model's own, for example query), `task` (query or document, for models that treat the two
    differently), `max_length` in tokens, `normalize` (true or false overrule the model),
    `truncate_dim` (leading coordinates that are kept).
    The rest as for `TorchEncoder`.

    Texts of one length in tokens share a pass, so that no row is padded beside its neighbours.
    """

    prompt: str | None
    prompt_name: str | None
    task: str | None
    max_length: int | None
    normalize: bool | None
    truncate_dim: int | None

    def __post_init__(self) -> None:
        """Refuse what the library would only warn of."""
        super().__post_init__()
        if self.prompt is not None and self.prompt_name is not None:
            raise ValueError(
                f"Got prompt={self.prompt!r} and prompt_name={self.prompt_name!r}, expected at "
                "most one of them: set the other to null."
            )

    @property
    def source(self) -> ModelFolder:
        """Where the model's files come from."""
        raise NotImplementedError

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of `store_dtype` per text, in the order given; shape (len(texts), dimension)."""
        vectors = np.empty((len(texts), self.dimension), dtype=self.store_dtype)
        if not texts:
            return vectors
        model = _load(self)
        with torch_settings(self.threads, self.matmul):
            lengths = list(self._lengths(model, texts))
            for batch in batches(lengths, self.batch_size):
                rows = self._rows(model, [texts[place] for place in batch.filled])
                vectors[batch.places] = rows[: len(batch.places)]
        return vectors

    def identity(self) -> dict[str, object]:
        """All settings that change a vector, the content of the files, the libraries' versions."""
        folder = self.source.folder()
        files = sorted({file for pattern in PATTERNS for file in folder.rglob(pattern)})
        named = [file for file in files if file.is_file()]
        settings = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            **{name: value for name, value in settings.items() if name not in NO_CHANGE},
            **self.machine(),
            "names": [file.relative_to(folder).as_posix() for file in named],
            "files": model_fingerprint(named),
            "sentence_transformers": sentence_transformers.__version__,
            "transformers": transformers.__version__,
            "torch": torch.__version__,
        }

    def _lengths(self, model: SentenceTransformer, texts: Sequence[str]) -> Iterator[int]:
        """Tokens of every text as the model cuts it; 1 for models that pad nothing."""
        prompt = self._prompt(model)
        for start in range(0, len(texts), CHUNK):
            chunk = list(texts[start : start + CHUNK])
            tokens = model.preprocess(chunk, prompt=prompt, task=self.task)
            mask = tokens.get("attention_mask")
            yield from [1] * len(chunk) if mask is None else mask.sum(dim=1).tolist()

    def _prompt(self, model: SentenceTransformer) -> str | None:
        name = self.prompt_name or model.default_prompt_name
        if self.prompt is not None or name is None:
            return self.prompt
        if name not in model.prompts:
            raise ValueError(
                f"Got prompt_name={name!r}, the model has "
                f"{', '.join(sorted(model.prompts)) or 'none'}. Take one of these, or write the "
                "text itself in `prompt`."
            )
        return str(model.prompts[name])

    def _rows(self, model: SentenceTransformer, texts: list[str]) -> npt.NDArray[np.float32]:
        """Float32 vectors of texts of one length."""
        rows: torch.Tensor = model.encode(
            texts,
            prompt=self._prompt(model),
            batch_size=len(texts),
            show_progress_bar=False,
            convert_to_tensor=True,
            normalize_embeddings=bool(self.normalize),
            truncate_dim=self.truncate_dim,
            task=self.task,
        )
        self.check_width(rows)
        return rows.float().cpu().numpy()


@dataclass(frozen=True)
class HubSentenceTransformer(SentenceTransformerEncoder):
    """A sentence-transformers model of the hub: `model` and `revision` as `HubModel` takes them."""

    model: str
    revision: str
    local_files_only: bool

    def __post_init__(self) -> None:
        """Refuse a revision that can move."""
        super().__post_init__()
        HubModel(self.model, self.revision, self.local_files_only)

    @property
    def source(self) -> ModelFolder:
        """The hub's cache, or the hub."""
        return HubModel(self.model, self.revision, self.local_files_only)


@dataclass(frozen=True)
class LocalSentenceTransformer(SentenceTransformerEncoder):
    """A sentence-transformers model in the folder `path`, as `SentenceTransformer.save` writes."""

    path: str

    @property
    def source(self) -> ModelFolder:
        """The folder."""
        return SavedModel(self.path)


@dataclass(frozen=True)
class SavedModel:
    """A folder of this machine with modules.json."""

    path: str

    def folder(self) -> Path:
        """The folder; FileNotFoundError that says how to write one."""
        if not Path(self.path).is_dir():
            raise FileNotFoundError(
                f"Got path={self.path!r}, expected the folder of a sentence-transformers model. "
                "Write one with `SentenceTransformer(name).save(path)`."
            )
        return Path(self.path)


@lru_cache(maxsize=1)
def _load(encoder: SentenceTransformerEncoder) -> SentenceTransformer:
    """The model, once per process: data only, no pickle and no code of its own."""
    folder = encoder.source.folder()
    refuse_pickles(folder, weighted_folders(folder))
    dtype = torch_dtype(encoder.dtype)
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model = SentenceTransformer(
        str(folder),
        device=encoder.device,
        trust_remote_code=False,
        local_files_only=True,
        model_kwargs={"dtype": dtype, "use_safetensors": True},
    )
    if encoder.normalize is False:
        _drop_length(model)
    if encoder.max_length is not None:
        model.max_seq_length = encoder.max_length
    suit_attention(model, encoder.device, model.max_seq_length)
    return model.to(dtype).eval()


def _drop_length(model: SentenceTransformer) -> None:
    """Take the layers off the end that scale to unit length."""
    for name, layer in reversed(list(model.named_children())):
        if not isinstance(layer, Normalize):
            return
        delattr(model, name)
