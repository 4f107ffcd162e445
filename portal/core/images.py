"""Photos from people's phones, made anew: the pixels stay, everything else goes.

What is kept is a fresh JPEG in sRGB. No place or time of taking, no camera, no comment, no colour
profile, and nothing that was hidden before or behind the picture comes along (PIPL art. 6).

Measured on one core: a JPEG of 12 megapixels takes 0.3 s and 70 MB at its peak, a HEIC 0.8 s; the
worst that is allowed, a WebP of 50 megapixels, 2 s and 750 MB. So they are drawn one at a time.
"""

import io
import re
import struct
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

import pillow_heif
from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError
from PIL.Image import Transpose

pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
warnings.simplefilter("error", Image.DecompressionBombWarning)

MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 50 * 1024 * 1024  # what phones call 50 megapixels has 8192 × 6144
MOST_SCANS = 30  # cameras and programs write a dozen at most
LEAST_SIDE = 50
LONGEST_SIDE = 1600
THUMBNAIL_SIDE = 480
QUALITY = 82
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
"""Told by the content: neither the name of a file nor what its sender calls it counts."""

_ONE_AT_A_TIME = threading.Lock()
_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
_PART_SIZE = re.compile(rb"ispe\0...(....)(....)", re.DOTALL)
_SCAN, _END = 0xDA, 0xD9
_SRGB = ImageCms.createProfile("sRGB")
_TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}  # EXIF's orientations, and what sets them upright


class Fault(StrEnum):
    NOT_A_PICTURE = "not_a_picture"
    TOO_LARGE_FILE = "too_large_file"
    TOO_MANY_PIXELS = "too_many_pixels"
    BROKEN = "broken"
    TOO_SMALL = "too_small"


class BadPicture(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True)
class Picture:
    """A JPEG of our own making."""

    body: bytes
    width: int
    height: int


def reencode(data: bytes) -> Picture:
    """The picture upright, in sRGB, no side longer than 1600 pixels. BadPicture for all else."""
    if len(data) > MOST_BYTES:
        raise BadPicture(Fault.TOO_LARGE_FILE)
    with _ONE_AT_A_TIME, _decoding(data) as image:
        if any(width * height > MOST_PIXELS for width, height in _claimed_sizes(image, data)):
            raise BadPicture(Fault.TOO_MANY_PIXELS)
        if min(image.size) < LEAST_SIDE:
            raise BadPicture(Fault.TOO_SMALL)
        if data.startswith(_JPEG) and _scans(data) > MOST_SCANS:
            raise BadPicture(Fault.BROKEN)
        return _drawn(image, LONGEST_SIDE)


def thumbnail(body: bytes) -> bytes:
    """A small one of a picture that ``reencode`` made."""
    with _decoding(body) as image:
        return _drawn(image, THUMBNAIL_SIDE).body


@contextmanager
def _decoding(data: bytes) -> Iterator[Image.Image]:
    """The picture, its header read and nothing decoded; whatever goes wrong is named."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            yield image
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise BadPicture(Fault.TOO_MANY_PIXELS) from None
    except UnidentifiedImageError:
        known = _begins_like_a_picture(data)
        raise BadPicture(Fault.BROKEN if known else Fault.NOT_A_PICTURE) from None
    except (OSError, SyntaxError, ValueError, EOFError, RuntimeError):
        raise BadPicture(Fault.BROKEN) from None


def _begins_like_a_picture(data: bytes) -> bool:
    begins = data.startswith((_JPEG, _PNG))
    return begins or data[8:12] in (b"WEBP", b"heic", b"heix", b"mif1")


def _claimed_sizes(image: Image.Image, data: bytes) -> Iterator[tuple[int, int]]:
    """Every size that the file claims: a HEIC is put together of parts, and may show a small piece
    of one that is huge. What is decoded in the end is never larger than what is claimed.
    """
    yield image.size
    if image.format == "HEIF":
        for part in _PART_SIZE.finditer(data):
            yield int.from_bytes(part[1]), int.from_bytes(part[2])
        tiling = image.info.get("tiling")
        if tiling:
            yield tiling["image_width"], tiling["image_height"]


def _scans(data: bytes) -> int:
    """How often a JPEG goes over the whole picture: a few bytes more each time, and hours of work
    for whoever decodes a thousand times over.
    """
    scans, at = 0, 2
    while (marker := _MARKER.search(data, at)) and marker[1][0] != _END:
        scans += marker[1][0] == _SCAN
        at = marker.end() + int.from_bytes(data[marker.end() : marker.end() + 2])
    return scans


def _drawn(image: Image.Image, longest: int) -> Picture:
    """Decoded, scaled down where it is too long, and written as a JPEG without anything beside."""
    profile = image.info.get("icc_profile")
    if image.mode in ("1", "P", "I;16"):  # these do not scale smoothly
        image = _plain(image)
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    image = _on_white(_in_srgb(_upright(image), profile))
    image.info.clear()
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, progressive=True, optimize=True)
    return Picture(out.getvalue(), *image.size)


def _plain(image: Image.Image) -> Image.Image:
    """Eight bits a channel, no palette."""
    if image.mode == "I;16":
        return image.point(lambda value: value * (1 / 256)).convert("L")
    return image.convert("RGBA")


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the camera was held; what makes no sense turns nothing."""
    try:
        held = image.getexif().get(ExifTags.Base.Orientation)
    except (SyntaxError, ValueError, OSError, struct.error):
        return image
    return image.transpose(_TURNS[held]) if held in _TURNS else image


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB as every screen means it, or RGBA; a profile that makes no sense is left out."""
    alpha = image.convert("RGBA").getchannel("A") if image.has_transparency_data else None
    colours = image.convert("RGB") if alpha else image
    if profile:
        colours = _profiled(colours, profile)
    colours = colours.convert("RGB")
    if alpha:
        colours.putalpha(alpha)
    return colours


def _profiled(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.getOpenProfile(io.BytesIO(profile))
        drawn = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, ValueError, OSError):
        return image
    return drawn or image


def _on_white(image: Image.Image) -> Image.Image:
    """What was see-through shows white paper."""
    if image.mode == "RGB":
        return image
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper
