"""The machine that a bench ran on, so that its seconds mean something to others."""

import os
import platform
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import torch

LIBRARIES: Final = (
    "numpy", "scikit-learn", "torch", "lightgbm", "xgboost-cpu", "xgboost", "transformers",
)  # fmt: skip
CPUINFO: Final = Path("/proc/cpuinfo")
SIDE: Final = 1024
TRIES: Final = 5


@dataclass(frozen=True)
class Machine:
    """Processor, its cores, versions of the libraries below the families, one thread each.

    `gemm_gflops`: what one thread reaches in a product of two square float32 matrices.
    """

    processor: str
    cores: int
    python: str
    libraries: dict[str, str]
    threads: int
    matmul: str
    gemm_gflops: float


def machine(matmul: str) -> Machine:
    """This machine; call it with one thread and torch's precision set."""
    return Machine(
        processor=processor(CPUINFO),
        cores=os.cpu_count() or 1,
        python=platform.python_version(),
        libraries=installed(LIBRARIES),
        threads=1,
        matmul=matmul,
        gemm_gflops=float(f"{gemm_gflops():.3g}"),
    )


def processor(cpuinfo: Path) -> str:
    """The processor's model as the system calls it."""
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def installed(names: Sequence[str]) -> dict[str, str]:
    """Versions of those libraries that are installed."""
    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def gemm_gflops() -> float:
    """The best of a few products in CPU time, in billions of operations a second."""
    left = torch.rand((SIDE, SIDE), generator=torch.Generator().manual_seed(0))
    best = 0.0
    for _ in range(TRIES):
        start = time.process_time()
        left @ left
        best = max(best, 2 * SIDE**3 / max(time.process_time() - start, 1e-9) / 1e9)
    return best
