"""One worker's threads and precision, while something is trained in it."""

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits

from stages.machine.compute import Compute


@contextmanager
def one_worker(compute: Compute) -> Iterator[None]:
    """Train in this block as every stage's workers do, with warnings kept by who asks for them."""
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(compute.threads)
        torch.set_float32_matmul_precision(compute.matmul)
    with warnings.catch_warnings(), threadpool_limits(compute.threads):
        warnings.simplefilter("ignore")
        yield
