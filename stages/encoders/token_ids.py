"""From texts to token ids: cut to a length, framed as the tokeniser or the encoder says."""

from collections.abc import Sequence
from dataclasses import dataclass

from transformers import PreTrainedTokenizerBase


@dataclass(frozen=True)
class TokenIds:
    """How texts become ids: at most `max_length` of them, the special ones counted in.

    Without `append_eos` the tokeniser adds special tokens by its own template. With it a text is
    framed here: the token that begins a text (where the tokeniser has one), the text, the token
    that ends it, once. That is for models which are read off at their last token: transformers 5
    passes over `add_eos_token` of a tokeniser's settings, and pooling would silently take the last
    word instead. There a `</s>` inside a text is read as plain characters.
    """

    tokenizer: PreTrainedTokenizerBase
    max_length: int
    append_eos: bool

    def of(self, texts: Sequence[str]) -> list[list[int]]:
        """Ids of each text; a longer text loses its end, never the token that ends it."""
        if self.append_eos:
            return self._framed(texts)
        cut = self.tokenizer(list(texts), truncation=True, max_length=self.max_length)
        ids: list[list[int]] = cut["input_ids"]
        return ids

    def _framed(self, texts: Sequence[str]) -> list[list[int]]:
        first, last = self.tokenizer.bos_token_id, self.tokenizer.eos_token_id
        if last is None:
            raise ValueError(
                "Got append_eos=true, but the model's tokeniser has no token that ends a text. "
                "Set `append_eos: false` in its file of conf/encoders."
            )
        begin = [] if first is None else [int(first)]
        cut = self.tokenizer(
            list(texts),
            add_special_tokens=False,
            split_special_tokens=True,
            truncation=True,
            max_length=self.max_length - len(begin) - 1,
        )
        return [[*begin, *ids, int(last)] for ids in cut["input_ids"]]
