"""sentence-transformers' own encode, as most people call it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from transformers.utils import logging

from stages.encoders.contract import Vectors
from stages.encoders.layers import layers
from stages.encoders.transformer import TransformerEncoder
from stages.machine.torch_settings import torch_settings

BATCH = 32


@dataclass(frozen=True)
class LibraryEncode:
    """The model of `encoder` in float32 on one thread, 32 texts of about one length at a time."""

    encoder: TransformerEncoder

    @property
    def dimension(self) -> int:
        """That of the encoder."""
        return self.encoder.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One float32 row per text; shape (len(texts), dimension)."""
        with torch_settings(1, "highest"):
            rows = self.model.encode(
                list(texts),
                prompt=self.encoder.prompt or None,
                batch_size=BATCH,
                normalize_embeddings=self.encoder.normalize,
                show_progress_bar=False,
            )
        return np.asarray(rows, dtype=np.float32)

    @cached_property
    def model(self) -> SentenceTransformer:
        """The pipeline with the encoder's weights; ValueError where the folder is none."""
        folder = self.encoder.model.folder()
        if not layers(folder):
            raise ValueError(
                "Got a model folder without modules.json, expected one of sentence-transformers, "
                "which every backend is held against. Save it with `SentenceTransformer.save`."
            )
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        model = SentenceTransformer(
            str(folder), device="cpu", trust_remote_code=False, local_files_only=True
        )
        weights = self.encoder.weights.load(folder, torch.float32)
        model[0].get_submodule("model").load_state_dict(weights.state_dict())
        model.max_seq_length = self.encoder.max_length
        return model
