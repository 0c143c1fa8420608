"""What a sentence-transformers folder puts on top of its transformer."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LISTING: Final = "modules.json"
KNOWN: Final = ("Transformer", "Pooling", "Normalize")
WEIGHTLESS: Final = ("Pooling", "Normalize", "Dropout", "BoW", "WordWeights")
LIBRARY: Final = "sentence_transformers."


@dataclass(frozen=True)
class Layer:
    """One layer of the pipeline: the full name of its class, and its folder."""

    kind: str
    folder: Path

    @property
    def name(self) -> str:
        """The class without its module, for example Pooling."""
        return self.kind.rpartition(".")[2]


def layers(folder: Path) -> list[Layer]:
    """The layers that modules.json lists, in order; none where there is no such file."""
    listing = folder / LISTING
    if not listing.is_file():
        return []
    modules = json.loads(listing.read_text(encoding="utf-8"))
    return [Layer(str(module["type"]), folder / str(module.get("path", ""))) for module in modules]


def check_layers(folder: Path) -> None:
    """Raise ValueError where modules.json names a layer beyond transformer, pooling and length.

    A folder without modules.json is a plain transformer.
    """
    names = [layer.name for layer in layers(folder)]
    beyond = [name for name in names if name not in KNOWN]
    if beyond:
        raise ValueError(
            f"Got a model with the layers {', '.join(names)}; expected {', '.join(KNOWN)} alone, "
            f"since {', '.join(beyond)} would be left out. Take it whole, with "
            "conf/encoders/sentence_transformer.yaml or sentence_transformer_folder.yaml."
        )


def weighted_folders(folder: Path) -> list[Path]:
    """Folders of the layers that have weights; ValueError for a pipeline that isn't plain data.

    That is a folder without modules.json, which leaves the pooling open, a layer of foreign code,
    or a layer that lies outside the folder.
    """
    found = layers(folder)
    if not found:
        raise ValueError(
            f"Got a model folder without {LISTING}, expected one of sentence-transformers: nothing "
            "in it says how tokens are pooled. Use stages.encoders.transformer.TransformerEncoder "
            "with `pooling` as its model card says (conf/encoders/e5_mistral.yaml is an example)."
        )
    foreign = [layer.kind for layer in found if not layer.kind.startswith(LIBRARY)]
    outside = [layer.kind for layer in found if not _inside(layer.folder, folder)]
    if foreign or outside:
        raise ValueError(
            f"Got a model with the layer {[*foreign, *outside][0]}, which is code or a folder of "
            "its own; expected layers of sentence-transformers alone, inside the model's folder. "
            "Wrap the model in an encoder of your own: a class with `dimension`, `encode(texts)`."
        )
    weighted = [layer for layer in found if layer.name not in WEIGHTLESS]
    return [part for layer in weighted for part in _parts(layer)]


def _parts(layer: Layer) -> list[Path]:
    """Where a layer keeps weights: a router has a folder for each of its routes' layers."""
    if layer.name not in ("Router", "Asym"):
        return [layer.folder]
    return sorted({file.parent for file in layer.folder.rglob("*.safetensors")}) or [layer.folder]


def _inside(part: Path, folder: Path) -> bool:
    return part.absolute() == folder.absolute() or folder.absolute() in _plain(part).parents


def _plain(path: Path) -> Path:
    """The path with `..` taken out, links not followed: the hub's cache is made of them."""
    parts: list[str] = []
    for part in path.absolute().parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return Path(*parts)
