"""Number formats by the names that torch gives them."""

import torch


def torch_dtype(name: str) -> torch.dtype:
    """The number format of that name, for example `float32`; ValueError if torch has none."""
    dtype = getattr(torch, name, None)
    if not isinstance(dtype, torch.dtype):
        raise ValueError(
            f"Got dtype={name!r}, expected a dtype of torch such as float32: see conf/compute."
        )
    return dtype
