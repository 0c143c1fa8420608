"""Other settings of the local encoder, tried until one gives the remote vectors."""

from collections.abc import Callable, Sequence
from typing import Final

from stages.encoders.parity import Compared
from stages.encoders.pooling import Pooling

PROMPTS: Final = ("", "query: ", "passage: ", "search_query: ", "search_document: ")
"""What widespread models want in front of a text."""
TOKENS: Final = (16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192)


def first_that_fits(compared: Compared, name: str) -> object | None:
    """The first other value of the setting with which local and remote vectors agree, or None."""
    own = getattr(compared.local, name, None)
    for value in VALUES[name](compared):
        if value != own:
            likeness = compared.with_setting(name, value)
            if likeness is not None and likeness.same_directions:
                return value
    return None


def _prompts(compared: Compared) -> Sequence[str]:
    asked = getattr(compared.remote, "prompt", None) or ""
    own = getattr(compared.local, "prompt", None) or ""
    return tuple(dict.fromkeys((*PROMPTS, asked, asked + own, own + own)))


def _poolings(_: Compared) -> Sequence[Pooling]:
    return tuple(Pooling)


def _lengths(compared: Compared) -> Sequence[int]:
    """Shorter ones that can cut a text, the longest first."""
    own = getattr(compared.local, "max_length", None) or TOKENS[-1]
    longest = max(len(text) for text in compared.texts)
    return [tokens for tokens in reversed(TOKENS) if tokens < min(own, longest)]


VALUES: Final[dict[str, Callable[[Compared], Sequence[object]]]] = {
    "prompt": _prompts,
    "pooling": _poolings,
    "max_length": _lengths,
}
