"""The simulator's file: whole numbers and a description, xz-compressed, no pickle.

Layout inside xz (with a SHA-256 check): eight bytes MAGIC, eight bytes length of the header
(little-endian), the header (JSON: provenance, codes, names, shapes and types of the arrays), the
arrays' bytes one after the other.
"""

import json
import lzma
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from stages.storage.atomic import write_bytes

MAGIC: Final = b"FLATSIM1"
FILTERS: Final = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 4, "pb": 0}]
Provenance = dict[str, str | int | float]


@dataclass(frozen=True)
class Content:
    """What the file holds: where it comes from, lists of codes, arrays."""

    provenance: Provenance
    codes: dict[str, list[int] | list[str]]
    arrays: dict[str, npt.NDArray[np.generic]]


def write(path: Path, content: Content) -> None:
    """Write the file in one step; equal content gives equal bytes."""
    header = {
        "provenance": content.provenance,
        "codes": content.codes,
        "arrays": [
            [name, array.dtype.newbyteorder("<").str, list(array.shape)]
            for name, array in content.arrays.items()
        ],
    }
    text = json.dumps(header, sort_keys=True, separators=(",", ":")).encode()
    arrays = [
        np.ascontiguousarray(a, dtype=a.dtype.newbyteorder("<")).tobytes()
        for a in content.arrays.values()
    ]
    payload = b"".join([MAGIC, len(text).to_bytes(8, "little"), text, *arrays])
    write_bytes(path, lzma.compress(payload, check=lzma.CHECK_SHA256, filters=FILTERS))


def read(path: Path) -> Content:
    """Read the file; ValueError where it is damaged or of another kind, FileNotFoundError where it
    is missing.
    """
    if not path.is_file():
        raise FileNotFoundError(
            f"No simulator at {path}: restore it from git, or fit it with fit_simulator."
        )
    try:
        return _parse(lzma.decompress(path.read_bytes()))
    except (lzma.LZMAError, EOFError, ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{path} is damaged or no simulator file ({type(error).__name__}: {error}); "
            f"restore it from git, or fit it again with fit_simulator."
        ) from error


def _parse(payload: bytes) -> Content:
    if payload[:8] != MAGIC:
        raise ValueError(f"it begins with {payload[:8]!r}, not {MAGIC!r}")
    start = 16 + int.from_bytes(payload[8:16], "little")
    header = json.loads(payload[16:start])
    arrays = {}
    for name, kind, shape in header["arrays"]:
        count = int(np.prod(shape))
        flat = np.frombuffer(payload, dtype=np.dtype(kind), count=count, offset=start)
        arrays[name] = flat.reshape(shape)
        start += flat.nbytes
    return Content(header["provenance"], header["codes"], arrays)
