"""What an encoder's vectors depend on, as plain values for the keys of finished shards."""

from dataclasses import asdict, is_dataclass

from stages.encoders.contract import Encoder, Identified
from stages.storage.source_files import family_sources, module_hashes


def encoder_identity(encoder: Encoder) -> dict[str, object]:
    """Class, code and settings of an encoder.

    The settings are `identity()` where there is one, else the fields of the dataclass; TypeError
    for an encoder that is neither.
    """
    kind = type(encoder)
    return {
        "class": f"{kind.__module__}.{kind.__qualname__}",
        "code": module_hashes(family_sources(kind.__module__)),
        "settings": _settings(encoder),
    }


def _settings(encoder: Encoder) -> dict[str, object]:
    if isinstance(encoder, Identified):
        return encoder.identity()
    if is_dataclass(encoder) and not isinstance(encoder, type):
        return asdict(encoder)
    raise TypeError(
        f"Got an encoder of class {type(encoder).__qualname__}, expected a frozen dataclass or a "
        "method `identity()`: finished shards are kept under what the vectors depend on. "
        "Make it a dataclass of plain values, or return those values from `identity()`."
    )
