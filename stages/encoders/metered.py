"""Encoders whose work is counted or limited elsewhere, for example by a server."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class MeteredEncoder(Protocol):
    """An encoder that sets its own pace: one process asks, so that one process counts."""

    @property
    def shard(self) -> int:
        """Distinct texts kept at a time, in place of compute.shard: what a kill can lose."""
        ...
