"""What a sentence-transformers folder puts on top of its transformer."""

import json
from pathlib import Path
from typing import Final

KNOWN: Final = ("Transformer", "Pooling", "Normalize")


def check_layers(folder: Path) -> None:
    """Raise ValueError where modules.json names a layer beyond transformer, pooling and length.

    A folder without modules.json is a plain transformer.
    """
    listing = folder / "modules.json"
    if not listing.is_file():
        return
    modules = json.loads(listing.read_text(encoding="utf-8"))
    layers = [str(module["type"]).rpartition(".")[2] for module in modules]
    beyond = [layer for layer in layers if layer not in KNOWN]
    if beyond:
        raise ValueError(
            f"Got a model with the layers {', '.join(layers)}; expected {', '.join(KNOWN)} alone, "
            f"since {', '.join(beyond)} would be left out. Wrap the whole model in an encoder of "
            "your own: a class with `dimension` and `encode(texts)`."
        )
