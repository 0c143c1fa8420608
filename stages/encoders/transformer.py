"""Transformer encoders: any model folder that transformers reads, every setting explicit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, cast

import numpy as np
import torch
import transformers
from transformers import AutoTokenizer, PretrainedConfig

from stages.encoders.attention import suit_attention
from stages.encoders.contract import Encoder, Vectors
from stages.encoders.layers import check_layers
from stages.encoders.loaded_model import LoadedModel, States
from stages.encoders.models import ModelFolder
from stages.encoders.pooling import Pooling
from stages.encoders.token_ids import TokenIds
from stages.encoders.torch_encoder import TorchEncoder
from stages.encoders.weights import Weights
from stages.machine.number_format import torch_dtype
from stages.machine.torch_settings import torch_settings

FEWEST_KEPT: Final = 3


@dataclass(frozen=True)
class TransformerEncoder(TorchEncoder):
    """A transformer with pooling on top.

    `model`, `weights`: where the files are, and whether the weights are the trained ones; `prompt`:
    put in front of every text; `max_length`: in tokens, prompt and special tokens counted in,
    longer texts are cut; `append_eos`: end every text with the token for that, see `TokenIds`;
    `layer`: the hidden state that is read, 0 for the embeddings, None for the last; `pooling`;
    `normalize`: scale to unit length; the others as for `TorchEncoder`.

    Texts of one length share a pass, without padding: a row's bytes are the same whatever else is
    encoded with it. A causal model that is read at its last token passes the prompt once.
    """

    model: ModelFolder
    weights: Weights
    prompt: str
    max_length: int
    append_eos: bool
    layer: int | None
    pooling: Pooling
    normalize: bool

    def __post_init__(self) -> None:
        """Turn the name of a pooling into its member; ValueError for an unknown name."""
        super().__post_init__()
        object.__setattr__(self, "pooling", Pooling(self.pooling))
        if self.max_length < FEWEST_KEPT:
            raise ValueError(
                f"Got max_length={self.max_length}, expected at least {FEWEST_KEPT}: the special "
                "tokens at both ends and one of the text."
            )

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of `store_dtype` per text, in the order given; shape (len(texts), dimension)."""
        return self.encode_all([self], texts)[0]

    def encode_all(self, encoders: Sequence[Encoder], texts: Sequence[str]) -> list[Vectors]:
        """The vectors of each of `encoders`; TypeError for one that does not share this pass."""
        readers = [reader for reader in encoders if isinstance(reader, TransformerEncoder)]
        if len(readers) < len(encoders) or not all(map(self.shares_with, readers)):
            raise TypeError("Got encoders of several models, expected those that `shares_with`.")
        found: list[Vectors] = [
            np.empty((len(texts), reader.dimension), dtype=reader.store_dtype) for reader in readers
        ]
        if texts:
            with torch.inference_mode(), torch_settings(self.threads, self.matmul):
                loaded = _load(self._passed())
                prefix = loaded.prefix if self._begins_behind_the_prompt() else None
                deep = any(reader.layer is not None for reader in readers)
                for places, states in loaded.passes(
                    texts, self.batch_size, prefix, every_layer=deep
                ):
                    for reader, rows in zip(readers, found, strict=True):
                        rows[places] = reader.read(states)[: len(places)].numpy()
        return found

    def shares_with(self, other: Encoder) -> bool:
        """Whether it differs in nothing but what is read off a pass, and how that is stored."""
        return (
            isinstance(other, TransformerEncoder)
            and other._passed() == self._passed()
            and other._begins_behind_the_prompt() == self._begins_behind_the_prompt()
        )

    def read(self, states: States) -> torch.Tensor:
        """Float32 vectors off the hidden states of a batch, on the CPU."""
        if self.layer is not None and not 0 <= self.layer < len(states):
            raise ValueError(
                f"Got layer={self.layer}, but the model has {len(states) - 1} layers. Take one "
                "from 0 (the embeddings) to that in its file of conf/encoders, or null for the last"
                " with what the model puts on it."
            )
        rows = self.pooling.pool(states[-1 if self.layer is None else self.layer].float())
        self.check_width(rows)
        if self.normalize:
            rows = torch.nn.functional.normalize(rows, dim=1)
        return rows.cpu()

    def identity(self) -> dict[str, object]:
        """All that changes a vector."""
        plain = ("dimension", "prompt", "max_length", "append_eos", "layer", "normalize")
        return {
            **{name: getattr(self, name) for name in (*plain, "store_dtype")},
            **self.machine(),
            "pooling": self.pooling.value,
            "model": self.weights.identity(self.model.folder()),
            "torch": torch.__version__,
            "transformers": transformers.__version__,
        }

    def _passed(self) -> "TransformerEncoder":
        """This encoder without what only matters after a pass."""
        return replace(
            self, layer=None, pooling=Pooling.MEAN, normalize=False, store_dtype="float32",
            dimension=1, most_error=None,
        )  # fmt: skip

    def _begins_behind_the_prompt(self) -> bool:
        """The last token's vector does not need those of the prompt; others do."""
        return bool(self.prompt) and self.pooling is Pooling.LAST


@lru_cache(maxsize=1)
def _load(encoder: TransformerEncoder) -> LoadedModel:
    """Tokeniser and model, once per process."""
    folder = encoder.model.folder()
    check_layers(folder)
    tokenizer = AutoTokenizer.from_pretrained(
        folder, local_files_only=True, trust_remote_code=False
    )
    model = encoder.weights.load(folder, torch_dtype(encoder.dtype))
    # Nothing is generated: the keys and values of a pass are not kept
    cast(PretrainedConfig, model.config).use_cache = False
    suit_attention(model, encoder.device, encoder.max_length)
    ids = TokenIds(tokenizer, encoder.max_length, encoder.append_eos)
    model = model.to(encoder.device).eval()
    return LoadedModel(ids, model, encoder.prompt, encoder.device)
