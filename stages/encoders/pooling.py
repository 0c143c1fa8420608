"""From the vectors of a text's tokens to one vector of the text."""

from enum import StrEnum

import torch


class Pooling(StrEnum):
    """How the vectors of a text's tokens become one."""

    MEAN = "mean"
    """Their mean: sentence-transformers models such as MiniLM."""
    CLS = "cls"
    """The first token's: encoders trained with a classification token."""
    LAST = "last"
    """The last token's: causal models, where only that one has seen the whole text."""

    @classmethod
    def _missing_(cls, value: object) -> "Pooling":
        known = ", ".join(member.value for member in cls)
        raise ValueError(f"Got pooling={value!r}, expected one of {known}.")

    def pool(self, tokens: torch.Tensor) -> torch.Tensor:
        """Shape (texts, tokens, dimension), no padding, to (texts, dimension)."""
        return _POOLS[self](tokens)


def _mean(tokens: torch.Tensor) -> torch.Tensor:
    return tokens.mean(dim=1)


def _cls(tokens: torch.Tensor) -> torch.Tensor:
    return tokens[:, 0]


def _last(tokens: torch.Tensor) -> torch.Tensor:
    return tokens[:, -1]


_POOLS = {Pooling.MEAN: _mean, Pooling.CLS: _cls, Pooling.LAST: _last}
