"""Settings of torch that hold for a while and are then what they were."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import torch

KEPT_KERNELS: Final = "16"
"""Of oneDNN, which makes one for every shape and keeps 1,024: texts of many lengths would fill
hundreds of MB. A user's own setting counts; changes no byte."""


@contextmanager
def torch_settings(threads: int, matmul: str) -> Iterator[None]:
    """Torch with these threads and this float32 matmul precision, inside the block only."""
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", KEPT_KERNELS)
    before = torch.get_num_threads(), torch.get_float32_matmul_precision()
    torch.set_num_threads(threads)
    torch.set_float32_matmul_precision(matmul)
    try:
        yield
    finally:
        torch.set_num_threads(before[0])
        torch.set_float32_matmul_precision(before[1])
