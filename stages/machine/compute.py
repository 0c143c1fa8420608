"""What of the machine can change a byte of the results; an input of embed, baseline and train."""

import re
from dataclasses import asdict, dataclass
from typing import Final

from stages.storage.names import nearest, require_whole

DEVICE: Final = re.compile(r"(cpu|cuda|mps|xpu)(:\d+)?")
DTYPES: Final = ("float16", "bfloat16", "float32", "float64")
MATMULS: Final = ("highest", "high", "medium")


@dataclass(frozen=True)
class Compute:
    """Device, number format and layout of the work.

    `device`, `dtype`: as torch names them; `matmul`: torch's float32 matmul precision (highest,
    high, medium); `threads`: of one worker; `chunk`: rows predicted at a time; `shard`: distinct
    texts encoded and stored at a time; `batch`: texts of one length in one pass of an encoder.
    """

    device: str
    dtype: str
    matmul: str
    threads: int
    chunk: int
    shard: int
    batch: int

    def __post_init__(self) -> None:
        """Refuse names that torch does not have and counts below one; ValueError."""
        if not DEVICE.fullmatch(str(self.device)):
            known = ("cpu", "cuda", "cuda:1", "mps", "xpu")
            raise ValueError(nearest("compute.device", self.device, known))
        if self.dtype not in DTYPES:
            raise ValueError(nearest("compute.dtype", self.dtype, DTYPES))
        if self.matmul not in MATMULS:
            raise ValueError(nearest("compute.matmul", self.matmul, MATMULS))
        for name in ("threads", "chunk", "shard", "batch"):
            require_whole(f"compute.{name}", getattr(self, name), at_least=1)

    def facts(self) -> dict[str, str | int]:
        """The settings as plain values, for fingerprints; `batch` goes in with encoders."""
        return {name: fact for name, fact in asdict(self).items() if name != "batch"}
