"""A transformer running on OpenVINO: ids by torch's tokeniser, pooling by torch, the rest not."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
import torch
from transformers import AutoTokenizer

from stages.encoders.buckets import batches
from stages.encoders.contract import Vectors
from stages.encoders.layers import check_layers
from stages.encoders.openvino_graph import Run, SavedGraph, compiled, quantized, traced
from stages.encoders.openvino_precision import Precision
from stages.encoders.token_ids import TokenIds
from stages.encoders.transformer import TransformerEncoder
from stages.machine.torch_settings import torch_settings


@dataclass(frozen=True)
class FittedOpenVino:
    """`encoder`: whose settings hold; `precision`; `graph`: the quantised one, for int8 alone.

    Graphs of the other precisions are traced anew in every process: the same weights give the same.
    """

    encoder: TransformerEncoder
    precision: Precision
    graph: SavedGraph | None = field(repr=False)

    @property
    def dimension(self) -> int:
        """That of the encoder."""
        return self.encoder.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row per text, in the order given; shape (len(texts), dimension).

        Texts of one length share a pass: a row's bytes are the same whatever else is encoded.
        """
        vectors = np.empty((len(texts), self.dimension), dtype=self.encoder.store_dtype)
        if not texts:
            return vectors
        with torch_settings(self.encoder.threads, "highest"):
            run, ids = _load(self._loaded())
            last = replace(self.encoder, layer=None)
            tokens = ids.of([self.encoder.prompt + text for text in texts])
            for batch in batches([len(ids) for ids in tokens], self.encoder.batch_size):
                hidden = run(np.array([tokens[place] for place in batch.filled], dtype=np.int64))
                vectors[batch.places] = last.read((hidden,))[: len(batch.places)].numpy()
        return vectors

    def _loaded(self) -> "FittedOpenVino":
        """This one without the size of a batch, which changes nothing that is loaded."""
        return replace(self, encoder=replace(self.encoder, batch_size=1))


def calibrated(encoder: TransformerEncoder, texts: Sequence[str], smoothing: float) -> SavedGraph:
    """The model in 8 bits, its ranges read off these texts, one at a time and in this order."""
    with torch_settings(encoder.threads, "highest"):
        tokens = _token_ids(encoder).of([encoder.prompt + text for text in texts])
        samples = [np.array([ids], dtype=np.int64) for ids in tokens]
        return SavedGraph.of(quantized(traced(_model(encoder), encoder.layer), samples, smoothing))


@lru_cache(maxsize=1)
def _load(fitted: FittedOpenVino) -> tuple[Run, TokenIds]:
    """The compiled graph and the tokeniser, once per process."""
    saved = fitted.graph
    graph = traced(_model(fitted.encoder), fitted.encoder.layer) if saved is None else saved.graph()
    run = compiled(graph, fitted.precision, fitted.encoder.threads)
    return run, _token_ids(fitted.encoder)


def _model(encoder: TransformerEncoder) -> torch.nn.Module:
    folder = encoder.model.folder()
    check_layers(folder)
    return encoder.weights.load(folder, torch.float32)


def _token_ids(encoder: TransformerEncoder) -> TokenIds:
    tokenizer = AutoTokenizer.from_pretrained(
        encoder.model.folder(), local_files_only=True, trust_remote_code=False
    )
    return TokenIds(tokenizer, encoder.max_length, encoder.append_eos)
