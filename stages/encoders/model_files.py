"""The files of a model by their content, so that a changed byte is another encoder."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from stages.storage.checksum import sha256_of

SHA256: Final = re.compile(r"[0-9a-f]{64}")


def model_fingerprint(files: Iterable[Path]) -> str:
    """Hex sha256 over the contents of files, in the order given, whatever they are called.

    Large files in the hub's cache are links to blobs named by their own sha256: the name is taken
    for the content, so that 14 GB of weights are not read at every run (a damaged blob goes
    unseen). Anywhere else the bytes are read; the same content gives the same answer.
    """
    total = hashlib.sha256()
    for file in files:
        total.update(_digest(file))
    return total.hexdigest()


def refuse_pickles(model: Path, folders: Iterable[Path]) -> None:
    """ValueError unless each of the `folders` of a `model` holds weights as safetensors.

    The older *.bin files are pickles, which can run anything when they are opened.
    """
    for folder in folders:
        if any(folder.glob("*.safetensors")):
            continue
        pickles = sorted(file.name for file in folder.glob("*.bin"))
        part = folder.relative_to(model).as_posix()
        raise ValueError(
            f"Got a model whose part {part!r} holds {', '.join(pickles) or 'no weights'}; expected "
            "*.safetensors, since other formats are pickles and can run code. Where you trust the "
            "model, convert it once: `SentenceTransformer(name).save(folder)` (or "
            "`save_pretrained`), then give that folder."
        )


def _digest(file: Path) -> bytes:
    target = file.resolve()
    if file.is_symlink() and target.parent.name == "blobs" and SHA256.fullmatch(target.name):
        return bytes.fromhex(target.name)
    return bytes.fromhex(sha256_of(file))
