"""How a transformer gets its weights: those of its folder, or random ones."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, cast

import torch
from transformers import AutoConfig, AutoModel
from transformers.utils import logging

from stages.encoders.model_files import model_fingerprint, refuse_pickles

WEIGHTS: Final = ("*.safetensors",)
SETTINGS: Final = ("*.json", "*.txt", "*.model")
UNUSED: Final = "pooler."
"""Weights of a head above the last hidden layer, which no pooling here looks at."""


class Weights(Protocol):
    """How a model gets its weights."""

    def load(self, folder: Path, dtype: torch.dtype) -> torch.nn.Module:
        """The model, ready to encode."""
        ...

    def identity(self, folder: Path) -> dict[str, object]:
        """What of the folder, and what else, decides the weights."""
        ...


@dataclass(frozen=True)
class TrainedWeights:
    """The weights of the folder: safetensors only, no pickle, no code of the model's own."""

    def load(self, folder: Path, dtype: torch.dtype) -> torch.nn.Module:
        """Read the weights straight into `dtype`; ValueError where the folder lacks some."""
        refuse_pickles(folder, [folder])
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        model, report = AutoModel.from_pretrained(
            folder,
            dtype=dtype,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            output_loading_info=True,
        )
        lost = sorted(name for name in report["missing_keys"] if not name.startswith(UNUSED))
        if lost:
            raise ValueError(
                f"Got a model folder without the weights {', '.join(lost[:3])} ({len(lost)} in "
                "all), which would have been drawn at random. Fetch or save the model again."
            )
        return cast(torch.nn.Module, model)

    def identity(self, folder: Path) -> dict[str, object]:
        """Hashes of weights and settings."""
        return {"weights": _hash(folder, WEIGHTS), "settings": _hash(folder, SETTINGS)}


@dataclass(frozen=True)
class RandomWeights:
    """Random weights, drawn as the model's config says; the tokeniser stays the trained one."""

    seed: int

    def load(self, folder: Path, dtype: torch.dtype) -> torch.nn.Module:
        """Draw the weights in float32 from the seed; torch's own generator is left as it was."""
        config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        build = cast(Callable[..., torch.nn.Module], AutoModel.from_config)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.seed)
            model = build(config, dtype=torch.float32)
        return model.to(dtype)

    def identity(self, folder: Path) -> dict[str, object]:
        """The seed, and a hash of the settings."""
        return {"seed": self.seed, "settings": _hash(folder, SETTINGS)}


def _hash(folder: Path, patterns: tuple[str, ...]) -> str:
    return model_fingerprint(sorted(path for pattern in patterns for path in folder.glob(pattern)))
