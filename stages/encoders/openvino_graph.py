"""A transformer as a graph of OpenVINO: traced from torch, quantised, compiled, run."""

import contextlib
import io
import logging
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import torch
from transformers.utils import logging as transformers_logging

from stages.encoders.openvino_extra import openvino_extra
from stages.encoders.openvino_precision import Precision

if TYPE_CHECKING:
    import openvino

Ids: TypeAlias = npt.NDArray[np.int64]
Run: TypeAlias = Callable[[Ids], torch.Tensor]
"""Ids of texts of one length, shape (texts, tokens), to the vectors of their tokens."""

EXAMPLE: Final = (2, 11)
"""Shape of the ids that a model is traced with; both become free."""


@dataclass(frozen=True)
class SavedGraph:
    """A graph as OpenVINO writes it: its structure and its numbers."""

    structure: bytes
    numbers: bytes

    @classmethod
    def of(cls, graph: "openvino.Model") -> "SavedGraph":
        """Every number as it is, none cut to 16 bits."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "graph.xml"
            openvino_extra("openvino").save_model(graph, file, compress_to_fp16=False)
            return cls(file.read_bytes(), file.with_suffix(".bin").read_bytes())

    def graph(self) -> "openvino.Model":
        """The graph again."""
        core = openvino_extra("openvino").Core()
        return core.read_model(model=self.structure, weights=self.numbers)


class _Hidden(torch.nn.Module):
    """From ids alone, all of them attended to, to one hidden state."""

    def __init__(self, model: torch.nn.Module, layer: int | None) -> None:
        super().__init__()
        self.model = model
        self.layer = layer

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Shape (texts, tokens) to (texts, tokens, dimension)."""
        output = self.model(input_ids=ids, output_hidden_states=self.layer is not None)
        hidden: torch.Tensor = (
            output.last_hidden_state if self.layer is None else output.hidden_states[self.layer]
        )
        return hidden


def traced(model: torch.nn.Module, layer: int | None) -> "openvino.Model":
    """The graph of a transformer of torch, for any number of texts of any one length.

    `layer`: the hidden state that it ends in, 0 for the embeddings, None for the last.
    """
    library = openvino_extra("openvino")
    with torch.no_grad(), _unheard():
        return library.convert_model(
            _Hidden(model.eval(), layer),
            example_input=torch.ones(EXAMPLE, dtype=torch.int64),
            input=[("ids", [-1, -1], np.int64)],
        )


def quantized(
    graph: "openvino.Model", samples: Sequence[Ids], smoothing: float
) -> "openvino.Model":
    """The graph with matrix products in 8 bits, their ranges read off `samples`, each (1, tokens).

    `smoothing`: how much of the activations' outliers moves into the weights, from 0 to 1 (the
    exponent of SmoothQuant; arXiv 2211.10438). The same samples give the same graph.
    """
    with contextlib.redirect_stdout(io.StringIO()), _unheard():
        library = openvino_extra("nncf")
        library.set_log_level(logging.ERROR)
        return library.quantize(
            graph,
            library.Dataset(list(samples)),
            subset_size=len(samples),
            model_type=library.ModelType.TRANSFORMER,
            advanced_parameters=library.AdvancedQuantizationParameters(
                smooth_quant_alphas=library.AdvancedSmoothQuantParameters(matmul=smoothing)
            ),
        )


def compiled(graph: "openvino.Model", precision: Precision, threads: int) -> Run:
    """The graph ready to run on the CPU; ValueError where it lacks the number format."""
    core = openvino_extra("openvino").Core()
    if precision.hint == "bf16" and "BF16" not in core.get_property(
        "CPU", "OPTIMIZATION_CAPABILITIES"
    ):
        raise ValueError(
            "Got precision='bf16' on a CPU without bfloat16; expected fp32 or int8. "
            "Set `precision` to one of these in the encoder's file of conf/encoders."
        )
    settings = {
        "INFERENCE_PRECISION_HINT": precision.hint,
        "INFERENCE_NUM_THREADS": threads,
        "NUM_STREAMS": 1,
        # Workers side by side would all be pinned to the same cores
        "ENABLE_CPU_PINNING": False,
    }
    request = core.compile_model(graph, "CPU", settings).create_infer_request()
    return lambda ids: torch.from_numpy(request.infer({0: ids})[0])


@contextlib.contextmanager
def _unheard() -> Iterator[None]:
    """No warnings of what tracing looks at: every attribute of a model, deprecated ones too."""
    before = transformers_logging.get_verbosity()
    transformers_logging.set_verbosity(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        transformers_logging.set_verbosity(before)
