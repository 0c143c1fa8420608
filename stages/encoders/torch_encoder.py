"""What encoders on torch have in common: how they compute, and the vectors they are held to."""

from dataclasses import dataclass, replace
from typing import Final, Self

import torch

from stages.encoders.checks import check_stored

EXACT: Final = {"dtype": "float32", "matmul": "highest", "store_dtype": "float32"}


@dataclass(frozen=True)
class TorchEncoder:
    """`dimension`: checked when the model is loaded; `store_dtype`: of the vectors (float32 or
    float16); `batch_size`: texts in one pass; `device`, `dtype`, `matmul`, `threads`: as torch
    names them, `dtype` that of the weights; `most_error`: see `stages.encoders.gate.Gated`.
    """

    dimension: int
    store_dtype: str
    batch_size: int
    device: str
    dtype: str
    matmul: str
    threads: int
    most_error: float | None

    def __post_init__(self) -> None:
        """Refuse a number format that is not stored."""
        check_stored(self.store_dtype)

    @property
    def reference(self) -> Self | None:
        """The same encoder in full float32; None where it is that itself."""
        exact = all(getattr(self, name) == value for name, value in EXACT.items())
        return None if exact else replace(self, **EXACT)  # type: ignore[arg-type]

    def machine(self) -> dict[str, object]:
        """What of the computation changes a vector: on a CPU the size of a batch does not."""
        names = ["device", "dtype", "matmul", "threads"]
        return {name: getattr(self, name) for name in [*names, *self._beyond_the_cpu()]}

    def check_width(self, rows: torch.Tensor) -> None:
        """Raise ValueError unless the model's rows have `dimension` numbers."""
        if rows.shape[1] != self.dimension:
            raise ValueError(
                f"Got dimension={self.dimension}, but the model's vectors have {rows.shape[1]} "
                "numbers. Set `dimension` to that in its file of conf/encoders."
            )

    def _beyond_the_cpu(self) -> list[str]:
        return [] if self.device == "cpu" else ["batch_size"]
