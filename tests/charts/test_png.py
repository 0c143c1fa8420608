import struct
import zlib

from stages.charts.png import packed

HEAD = b"\x89PNG\r\n\x1a\n"


def chunk(kind, body):
    return struct.pack(">I4s", len(body), kind) + body + struct.pack(">I", zlib.crc32(kind + body))


def test_a_packed_picture_has_the_same_pixels_in_one_chunk_and_fewer_bytes():
    header, pixels = bytes(13), bytes(5000)
    loose = zlib.compress(pixels, 0)
    drawn = HEAD + chunk(b"IHDR", header) + chunk(b"IDAT", loose[:9]) + chunk(b"IDAT", loose[9:])
    drawn += chunk(b"IEND", b"")

    picture = packed(drawn)

    dense = zlib.compress(pixels, 9)
    assert len(picture) < len(drawn) / 10
    assert picture == (HEAD + chunk(b"IHDR", header) + chunk(b"IDAT", dense) + chunk(b"IEND", b""))
