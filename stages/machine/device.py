"""The device that is asked for, before anything is loaded on it."""


def check_device(device: str, whom: str) -> None:
    """ValueError with its cure where torch does not have this device here.

    `whom`: who asks for it. The CPU is always there, and torch is not imported for it.
    """
    if device == "cpu":
        return
    import torch  # noqa: PLC0415

    try:
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:
        raise ValueError(
            f"Got device={device!r} for {whom}, which torch does not have here"
            f" ({str(error).strip().splitlines()[0].rstrip('.')}). Write compute.device=cpu."
        ) from error
