"""The beginning that all prompted texts share, passed through a causal model once."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final, cast

import torch
from transformers import DynamicCache, PretrainedConfig
from transformers.cache_utils import DynamicLayer

CONTINUATIONS: Final = ("", "a", "The", "0", "17", ".", " ", " a", "\n", "-", "é", "漢", '"', "<")
"""What texts may begin with: the tokens of a prompt that it can change are not shared."""


def shared_tokens(tokens: Callable[[Sequence[str]], list[list[int]]]) -> list[int]:
    """The tokens that a prompt has in common before any text.

    `tokens`: of texts, their prompt in front. A tokeniser may draw the prompt's end and a text's
    beginning together, so its own tokens are not taken but those that all of some texts begin with.
    """
    columns = zip(*tokens(CONTINUATIONS), strict=False)
    return [column[0] for column in takewhile(lambda column: len(set(column)) == 1, columns)]


@dataclass(frozen=True)
class Prefix:
    """Keys and values of the tokens `ids` in every layer, for one text."""

    ids: list[int]
    config: PretrainedConfig
    layers: tuple[tuple[torch.Tensor, torch.Tensor], ...]

    @classmethod
    def of(cls, model: torch.nn.Module, ids: list[int], device: str) -> "Prefix | None":
        """Pass `ids` once; None for no tokens, and for a model that can't go on from them.

        That is one in which later tokens change their vectors, or which keeps something else.
        """
        if not ids or not _is_causal(model, ids, device):
            return None
        config = cast(PretrainedConfig, model.config)
        cache = DynamicCache(config=config)
        model(input_ids=torch.tensor([ids], device=device), past_key_values=cache, use_cache=True)
        kept = [layer for layer in cache.layers if isinstance(layer, DynamicLayer)]
        if len(kept) < len(cache.layers):
            return None
        pairs = [(layer.keys, layer.values) for layer in kept]
        return cls(ids, config, tuple(cast(list[tuple[torch.Tensor, torch.Tensor]], pairs)))

    def begins(self, tokens: list[int]) -> bool:
        """Whether a text's tokens begin with these, and go on."""
        return len(tokens) > len(self.ids) and tokens[: len(self.ids)] == self.ids

    def cache(self, texts: int) -> DynamicCache:
        """A cache of its own for a batch of so many texts."""
        cache = DynamicCache(config=self.config)
        for place, (keys, values) in enumerate(self.layers):
            shape = (texts, -1, -1, -1)
            cache.update(keys.expand(shape), values.expand(shape), place)
        return cache


def _is_causal(model: torch.nn.Module, ids: list[int], device: str) -> bool:
    """Whether the vectors of `ids` stay the same, to the bit, with another token behind them."""
    if "past_key_values" not in inspect.signature(model.forward).parameters:
        return False
    first, other = ids[0], next((token for token in ids if token != ids[0]), 0)
    pair = torch.tensor([[*ids, first], [*ids, other]], device=device)
    hidden = model(input_ids=pair).last_hidden_state[:, : len(ids)]
    return first != other and torch.equal(hidden[0], hidden[1])
