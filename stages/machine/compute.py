"""What of the machine can change a byte of the results; an input of embed, baseline and train."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Compute:
    """Device, number format and layout of the work.

    `device`, `dtype`: as torch names them; `matmul`: torch's float32 matmul precision (highest,
    high, medium); `threads`: of one worker; `chunk`: rows predicted at a time; `shard`: distinct
    texts encoded and stored at a time.
    """

    device: str
    dtype: str
    matmul: str
    threads: int
    chunk: int
    shard: int

    def facts(self) -> dict[str, str | int]:
        """The settings as plain values, for fingerprints."""
        return asdict(self)
