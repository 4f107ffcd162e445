"""Photos from people's phones, made anew: the pixels stay, everything else goes.

What is kept is a fresh JPEG in sRGB. No place or time of taking, no camera, no comment, no colour
profile, and nothing that was hidden before or behind the picture comes along (PIPL art. 6).
A photo of 12 megapixels takes about 0.4 s and 110 MB at its peak; the largest allowed, 50
megapixels, about 1.5 s and 400 MB.
"""

import io
import struct
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
MOST_PIXELS = 50_000_000
LEAST_SIDE = 50
LONGEST_SIDE = 1600
THUMBNAIL_SIDE = 480
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
"""Told by the content: neither the name of a file nor what its sender calls it counts."""

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
    with _decoding(data) as image:
        _check_size(*image.size)
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
    except (OSError, SyntaxError, ValueError, EOFError):
        raise BadPicture(Fault.BROKEN) from None


def _begins_like_a_picture(data: bytes) -> bool:
    begins = data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
    return begins or data[8:12] in (b"WEBP", b"heic", b"heix", b"mif1")


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise BadPicture(Fault.TOO_MANY_PIXELS)
    if min(width, height) < LEAST_SIDE:
        raise BadPicture(Fault.TOO_SMALL)


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
