"""A transformer and its tokeniser in memory, and the passes of texts through it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import torch
from transformers import PreTrainedTokenizerBase

from stages.encoders.buckets import batches
from stages.encoders.prefix import Prefix, shared_tokens
from stages.encoders.token_ids import TokenIds

States: TypeAlias = tuple[torch.Tensor, ...]
"""Hidden states of a batch, each of shape (texts, tokens, dimension): all layers', or the last."""


@dataclass(frozen=True)
class LoadedModel:
    """`ids`: how texts become tokens, `prompt` in front of each; `model` on `device`."""

    ids: TokenIds
    model: torch.nn.Module
    prompt: str
    device: str

    @property
    def tokenizer(self) -> PreTrainedTokenizerBase:
        """The tokeniser alone."""
        return self.ids.tokenizer

    @cached_property
    def prefix(self) -> Prefix | None:
        """The prompt's keys and values where the model is causal, so that a pass begins behind."""
        return Prefix.of(self.model, shared_tokens(self.tokens), self.device)

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of each text with its prompt, cut to the length of `ids`."""
        return self.ids.of([self.prompt + text for text in texts])

    def passes(
        self, texts: Sequence[str], size: int, prefix: Prefix | None, *, every_layer: bool
    ) -> Iterator[tuple[list[int], States]]:
        """The places of at most `size` texts of one length, and their hidden states.

        The states may have further rows at their end, copies that fill up a small batch. With a
        `prefix` the texts that begin with it are passed without it, and the states are of the
        tokens behind it alone; whether a text does depends on that text by itself.
        """
        tokens = self.tokens(texts)
        begun = [prefix is not None and prefix.begins(ids) for ids in tokens]
        for known in (prefix, None) if prefix else (None,):
            places = [place for place, begins in enumerate(begun) if begins == bool(known)]
            rest = [tokens[place][len(known.ids) if known else 0 :] for place in places]
            for batch in batches([len(ids) for ids in rest], size):
                output = self.model(
                    input_ids=torch.tensor([rest[at] for at in batch.filled], device=self.device),
                    past_key_values=known.cache(len(batch.filled)) if known else None,
                    output_hidden_states=every_layer,
                )
                states = output.hidden_states if every_layer else (output.last_hidden_state,)
                yield [places[at] for at in batch.places], states
