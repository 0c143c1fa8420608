"""Transformer encoders: any model folder that transformers reads, every setting explicit."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
import transformers
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from stages.encoders.buckets import batches
from stages.encoders.checks import STORED
from stages.encoders.contract import Vectors
from stages.encoders.layers import check_layers
from stages.encoders.models import ModelFolder
from stages.encoders.pooling import Pooling
from stages.encoders.weights import Weights
from stages.machine.number_format import torch_dtype


@dataclass(frozen=True)
class TransformerEncoder:
    """A transformer with pooling on top.

    `model`, `weights`: where the files are, and whether the weights are the trained ones;
    `dimension`: checked against the model when it is loaded; `prompt`: put in front of every text;
    `max_length`: in tokens, longer texts are cut; `pooling`; `normalize`: scale to unit length;
    `store_dtype`: of the vectors (float32 or float16); `batch_size`: texts in one pass; `device`,
    `dtype`, `matmul`, `threads`: as torch names them, `dtype` that of the weights.

    Texts of one length share a pass, without padding: a row's bytes are the same whatever else is
    encoded with it.
    """

    model: ModelFolder
    weights: Weights
    dimension: int
    prompt: str
    max_length: int
    pooling: Pooling
    normalize: bool
    store_dtype: str
    batch_size: int
    device: str
    dtype: str
    matmul: str
    threads: int

    def __post_init__(self) -> None:
        """Turn the name of a pooling into its member; ValueError for an unknown name."""
        object.__setattr__(self, "pooling", Pooling(self.pooling))
        if self.store_dtype not in STORED:
            raise ValueError(
                f"Got store_dtype={self.store_dtype!r}, expected one of {', '.join(STORED)}."
            )

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of `store_dtype` per text, in the order given; shape (len(texts), dimension)."""
        vectors = np.empty((len(texts), self.dimension), dtype=self.store_dtype)
        if texts:
            loaded = _load(self)
            with torch.inference_mode(), _torch_settings(self.threads, self.matmul):
                for batch in batches(loaded.tokens(texts), self.batch_size):
                    rows = loaded.rows(batch.tokens)
                    vectors[batch.places] = rows[: len(batch.places)].numpy()
        return vectors

    def identity(self) -> dict[str, object]:
        """All that changes a vector; `batch_size` does not."""
        plain = ("dimension", "prompt", "max_length", "normalize", "store_dtype")
        machine = ("device", "dtype", "matmul", "threads")
        return {
            **{name: getattr(self, name) for name in (*plain, *machine)},
            "pooling": self.pooling.value,
            "model": self.weights.identity(self.model.folder()),
            "torch": torch.__version__,
            "transformers": transformers.__version__,
        }


@dataclass(frozen=True)
class _Loaded:
    """A tokeniser and a model in memory, and the encoder whose settings they follow."""

    encoder: TransformerEncoder
    tokenizer: PreTrainedTokenizerBase
    model: torch.nn.Module

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text with its prompt, cut to `max_length`."""
        prompted = [self.encoder.prompt + text for text in texts]
        cut = self.tokenizer(prompted, truncation=True, max_length=self.encoder.max_length)
        ids: list[list[int]] = cut["input_ids"]
        return ids

    def rows(self, tokens: list[list[int]]) -> torch.Tensor:
        """Float32 vectors of texts of one length, on the CPU."""
        ids = torch.tensor(tokens, device=self.encoder.device)
        hidden = self.model(input_ids=ids).last_hidden_state
        rows = self.encoder.pooling.pool(hidden.float())
        if rows.shape[1] != self.encoder.dimension:
            raise ValueError(
                f"Got dimension={self.encoder.dimension}, but the model's vectors have "
                f"{rows.shape[1]} numbers. Set `dimension` to that in its file of conf/encoders."
            )
        if self.encoder.normalize:
            rows = torch.nn.functional.normalize(rows, dim=1)
        return rows.cpu()


@lru_cache(maxsize=1)
def _load(encoder: TransformerEncoder) -> _Loaded:
    """Tokeniser and model, once per process."""
    folder = encoder.model.folder()
    check_layers(folder)
    tokenizer = AutoTokenizer.from_pretrained(
        folder, local_files_only=True, trust_remote_code=False
    )
    model = encoder.weights.load(folder, torch_dtype(encoder.dtype))
    return _Loaded(encoder, tokenizer, model.to(encoder.device).eval())


@contextmanager
def _torch_settings(threads: int, matmul: str) -> Iterator[None]:
    before = torch.get_num_threads(), torch.get_float32_matmul_precision()
    torch.set_num_threads(threads)
    torch.set_float32_matmul_precision(matmul)
    try:
        yield
    finally:
        torch.set_num_threads(before[0])
        torch.set_float32_matmul_precision(before[1])
