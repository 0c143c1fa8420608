"""Transformer encoders: any model folder that transformers reads, every setting explicit."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, cast

import numpy as np
import torch
import transformers
from transformers import AutoTokenizer, PretrainedConfig, PreTrainedTokenizerBase

from stages.encoders.buckets import batches
from stages.encoders.checks import check_stored
from stages.encoders.contract import Vectors
from stages.encoders.layers import check_layers
from stages.encoders.models import ModelFolder
from stages.encoders.pooling import Pooling
from stages.encoders.token_ids import TokenIds
from stages.encoders.weights import Weights
from stages.machine.number_format import torch_dtype
from stages.machine.torch_settings import torch_settings

FEWEST_KEPT: Final = 3


@dataclass(frozen=True)
class TransformerEncoder:
    """A transformer with pooling on top.

    `model`, `weights`: where the files are, and whether the weights are the trained ones;
    `dimension`: checked against the model when it is loaded; `prompt`: put in front of every text;
    `max_length`: in tokens, prompt and special tokens counted in, longer texts are cut;
    `append_eos`: end every text with the token for that, see `TokenIds`; `pooling`; `normalize`:
    scale to unit length; `store_dtype`: of the vectors (float32 or float16); `batch_size`: texts in
    one pass; `device`, `dtype`, `matmul`, `threads`: as torch names them, `dtype` that of the
    weights.

    Texts of one length share a pass, without padding: a row's bytes are the same whatever else is
    encoded with it.
    """

    model: ModelFolder
    weights: Weights
    dimension: int
    prompt: str
    max_length: int
    append_eos: bool
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
        if self.max_length < FEWEST_KEPT:
            raise ValueError(
                f"Got max_length={self.max_length}, expected at least {FEWEST_KEPT}: the special "
                "tokens at both ends and one of the text."
            )
        check_stored(self.store_dtype)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of `store_dtype` per text, in the order given; shape (len(texts), dimension)."""
        vectors = np.empty((len(texts), self.dimension), dtype=self.store_dtype)
        if texts:
            loaded = _load(self)
            with torch.inference_mode(), torch_settings(self.threads, self.matmul):
                tokens = loaded.tokens(texts)
                for batch in batches([len(ids) for ids in tokens], self.batch_size):
                    rows = loaded.rows([tokens[place] for place in batch.filled])
                    vectors[batch.places] = rows[: len(batch.places)].numpy()
        return vectors

    def identity(self) -> dict[str, object]:
        """All that changes a vector; `batch_size` does not."""
        plain = ("dimension", "prompt", "max_length", "append_eos", "normalize", "store_dtype")
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
        ids = TokenIds(self.tokenizer, self.encoder.max_length, self.encoder.append_eos)
        return ids.of(prompted)

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
    # Nothing is generated: the keys and values of a pass are not kept
    cast(PretrainedConfig, model.config).use_cache = False
    return _Loaded(encoder, tokenizer, model.to(encoder.device).eval())
