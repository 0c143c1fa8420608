"""Charts as PNG pictures, without a browser and without a network."""

import struct
import zlib
from collections.abc import Iterator
from typing import Final, Protocol

import vl_convert

SCALE: Final = 2.0
DENSEST: Final = 9
SIGNATURE: Final = 8
DATA: Final = b"IDAT"


class Chart(Protocol):
    """Anything that can give its Vega-Lite specification."""

    def to_dict(self) -> dict[str, object]:
        """The specification."""
        ...


def png(chart: Chart, scale: float = SCALE) -> bytes:
    """The picture at `scale` times the chart's size; one specification, one run of bytes."""
    picture = vl_convert.vegalite_to_png(chart.to_dict(), scale=scale, allowed_base_urls=[])
    return packed(picture)


def packed(picture: bytes) -> bytes:
    """The same PNG, pixel for pixel, packed as densely as zlib can: a third of what is drawn."""
    parts = list(_chunks(picture))
    pixels = zlib.decompress(b"".join(body for kind, body in parts if kind == DATA))
    first = next(place for place, (kind, _) in enumerate(parts) if kind == DATA)
    rest = [part for part in parts if part[0] != DATA]
    rest.insert(first, (DATA, zlib.compress(pixels, DENSEST)))
    return picture[:SIGNATURE] + b"".join(_chunk(kind, body) for kind, body in rest)


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and body of each chunk, after the signature."""
    place = SIGNATURE
    while place < len(picture):
        length, kind = struct.unpack(">I4s", picture[place : place + 8])
        yield kind, picture[place + 8 : place + 8 + length]
        place += length + 12


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body), kind) + body + struct.pack(">I", zlib.crc32(kind + body))
