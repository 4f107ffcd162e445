"""Pictures to hand in: each made here, none comes from a camera."""

import io
import struct
import zlib
from typing import Any

from PIL import ExifTags, Image

from portal.core import images  # noqa: F401 - teaches Pillow HEIC

PLACE = b"GPSLatitude-39.9042N-116.4074E"
RED, BLUE = (200, 30, 30), (30, 30, 200)


def halves(width: int = 120, height: int = 80, mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right: one sees whether it was turned."""
    image = Image.new("RGB", (width, height), BLUE)
    image.paste(RED, (0, 0, width // 2, height))
    return image.convert(mode)


def encoded(image: Image.Image, kind: str = "JPEG", **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def exif(orientation: int = 1) -> bytes:
    """As a phone writes it: how it was held, where, with what."""
    block = Image.Exif()
    block[ExifTags.Base.Orientation] = orientation
    block[ExifTags.Base.Make] = "SecretCamera"
    block.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSAreaInformation] = PLACE
    return block.tobytes()


def png(width: int, height: int, *chunks: tuple[bytes, bytes], rows: int | None = None) -> bytes:
    """A grey PNG of ``rows`` rows of zeros, whatever its header promises."""
    body = zlib.compress(bytes(width + 1) * (height if rows is None else rows), 9)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", header), *chunks, (b"IDAT", body), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in parts)


def _chunk(name: bytes, content: bytes) -> bytes:
    checked = name + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def scanned_over_and_over(times: int) -> bytes:
    """A progressive JPEG that repeats its last scan: 75 bytes, and the whole picture once more."""
    once = encoded(Image.new("L", (800, 800), 128), progressive=True)
    return once[:-2] + once[once.rindex(b"\xff\xda") : -2] * times + once[-2:]
