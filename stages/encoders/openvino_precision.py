"""The number formats that OpenVINO computes in."""

from enum import StrEnum


class Precision(StrEnum):
    """How exactly OpenVINO computes."""

    FP32 = "fp32"
    """Float32 throughout."""
    BF16 = "bf16"
    """Bfloat16 where it pays; for CPUs that have it."""
    INT8 = "int8"
    """Weights and activations of matrix products in 8 bits, quantised after training."""

    @classmethod
    def _missing_(cls, value: object) -> "Precision":
        known = ", ".join(member.value for member in cls)
        raise ValueError(f"Got precision={value!r}, expected one of {known}.")

    @property
    def hint(self) -> str:
        """What OpenVINO calls the format of everything that is not quantised."""
        return "bf16" if self is Precision.BF16 else "f32"
