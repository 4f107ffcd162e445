"""What people hand in as a photo is drawn anew or refused; nothing beside the pixels is kept."""

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from portal.core import images
from portal.core.images import BadPicture, Fault, Picture
from tests.core import pictures
from tests.core.pictures import BLUE, RED, encoded, exif, halves

SRGB, LAB = (
    ImageCms.ImageCmsProfile(ImageCms.createProfile(space)).tobytes() for space in ("sRGB", "LAB")
)
KINDS = ["JPEG", "PNG", "WEBP", "HEIF"]
Pixel = tuple[int, int, int]


def fault(data: bytes) -> Fault:
    with pytest.raises(BadPicture) as refused:
        images.reencode(data)
    return refused.value.fault


def drawn(body: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(body), formats=["JPEG"])
    image.load()
    return image


def pixel(picture: Picture, across: float, down: float) -> Pixel:
    image = drawn(picture.body)
    found: Pixel = image.getpixel((int(image.width * across), int(image.height * down)))  # type: ignore[assignment]
    return found


def near(one: Pixel, other: Pixel, by: int = 12) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= by


def segments(body: bytes) -> list[int]:
    """The markers of a JPEG up to its first scan."""
    found, at = [], 2
    while body[at + 1] != 0xDA:
        assert body[at] == 0xFF
        found.append(body[at + 1])
        at += 2 + int.from_bytes(body[at + 2 : at + 4])
    return found


ALLOWED = {0xE0, 0xDB, 0xC2, 0xC4}
"""JFIF, tables, frame, codes; but no EXIF or XMP (E1), profile (E2) or comment (FE)."""


def is_bare(body: bytes) -> bool:
    """Nothing before the picture that draws nothing, and nothing after it."""
    return set(segments(body)) <= ALLOWED and body.index(b"\xff\xd9") == len(body) - 2


# ---- What is taken


@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_of_any_phone_becomes_a_bare_progressive_jpeg(kind: str) -> None:
    picture = images.reencode(encoded(halves(), kind, exif=exif()))
    assert is_bare(picture.body)
    assert 0xC2 in segments(picture.body)
    assert (picture.width, picture.height) == drawn(picture.body).size == (120, 80)
    assert near(pixel(picture, 0.25, 0.5), RED, 20)
    assert near(pixel(picture, 0.75, 0.5), BLUE, 20)


@pytest.mark.parametrize("kind", KINDS)
def test_the_place_and_the_camera_are_forgotten(kind: str) -> None:
    xmp = b"<x:xmpmeta>secret diary</x:xmpmeta>"
    whole = encoded(halves(), kind, exif=exif(), xmp=xmp)
    assert b"SecretCamera" in whole  # it was in there
    kept = images.reencode(whole).body
    assert is_bare(kept)
    assert not any(word in kept for word in (pictures.PLACE, b"SecretCamera", b"secret diary"))
    assert not drawn(kept).getexif()


def test_comments_are_forgotten() -> None:
    assert is_bare(images.reencode(encoded(halves(), comment=b"meet me at five")).body)


@pytest.mark.parametrize("kind", KINDS)
def test_a_phone_held_upright_shows_an_upright_picture(kind: str) -> None:
    """Orientation 6: what the camera wrote on the left belongs at the top."""
    picture = images.reencode(encoded(halves(), kind, exif=exif(orientation=6)))
    assert (picture.width, picture.height) == (80, 120)
    assert near(pixel(picture, 0.5, 0.25), RED, 20)
    assert near(pixel(picture, 0.5, 0.75), BLUE, 20)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_of_holding_a_phone_is_known(orientation: int) -> None:
    picture = images.reencode(encoded(halves(), exif=exif(orientation)))
    assert (picture.width < picture.height) == (orientation >= 5)
    first = BLUE if orientation in (2, 3, 7, 8) else RED
    assert near(pixel(picture, 0.1, 0.1), first, 20)


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("block", [b"", b"MM\0*\0\0\0\x08\0\x09", b"nonsense"])
def test_a_block_about_the_camera_that_makes_no_sense_spoils_nothing(block: bytes) -> None:
    assert images.reencode(encoded(halves(), exif=b"Exif\0\0" + block)).width == 120


def test_a_large_photo_is_made_smaller_and_a_small_one_is_left() -> None:
    large = images.reencode(encoded(halves(3200, 1000)))
    assert (large.width, large.height) == (1600, 500)
    small = images.thumbnail(large.body)
    assert drawn(small).size == (480, 150)
    assert is_bare(small)
    assert drawn(images.thumbnail(images.reencode(encoded(halves())).body)).size == (120, 80)


def test_another_colour_space_is_drawn_as_every_screen_means_it() -> None:
    """Here one whose red is everybody's blue."""
    swapped = SRGB.replace(b"rXYZ", b"....").replace(b"bXYZ", b"rXYZ").replace(b"....", b"bXYZ")
    picture = images.reencode(encoded(halves(), icc_profile=swapped))
    assert is_bare(picture.body)
    assert near(pixel(picture, 0.25, 0.5), BLUE, 30)


@pytest.mark.parametrize("profile", [SRGB, LAB, b"no profile at all"])
def test_a_colour_profile_that_fits_or_makes_no_sense_changes_nothing(profile: bytes) -> None:
    picture = images.reencode(encoded(halves(), icc_profile=profile))
    assert is_bare(picture.body)
    assert near(pixel(picture, 0.25, 0.5), RED)


def test_a_print_shops_cmyk_is_drawn_in_rgb() -> None:
    picture = images.reencode(encoded(halves(mode="CMYK")))
    assert drawn(picture.body).mode == "RGB"
    assert near(pixel(picture, 0.25, 0.5), RED)


def test_what_is_see_through_shows_white_paper() -> None:
    image = halves(mode="RGBA")
    image.paste((0, 0, 0, 0), (60, 0, 120, 80))
    for see_through in (image, image.quantize(16)):
        picture = images.reencode(encoded(see_through, "PNG"))
        assert near(pixel(picture, 0.25, 0.5), RED)
        assert near(pixel(picture, 0.75, 0.5), (255, 255, 255))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16"])
def test_grey_and_few_colours_are_drawn_too(mode: str) -> None:
    image = Image.new("I;16", (60, 60), 128 * 256) if mode == "I;16" else halves(60, 60, mode)
    picture = images.reencode(encoded(image, "PNG"))
    assert is_bare(picture.body)
    if mode == "I;16":
        assert near(pixel(picture, 0.5, 0.5), (128, 128, 128))


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "MPO"])
def test_of_many_pictures_in_one_file_the_first_is_taken(kind: str) -> None:
    frames = [Image.new("RGB", (60, 60), (shade, 0, 200)) for shade in range(100)]
    many = encoded(Image.new("RGB", (60, 60), RED), kind, save_all=True, append_images=frames)
    picture = images.reencode(many)
    assert near(pixel(picture, 0.5, 0.5), RED, 20)
    assert is_bare(picture.body)


@pytest.mark.parametrize(
    "tail", [b"PK\x03\x04 a whole archive", b"<script>alert(1)</script>", b"%PDF-1.7 and more"]
)
def test_what_hides_behind_a_picture_is_cut_off(tail: bytes) -> None:
    for kind in ("JPEG", "PNG"):
        kept = images.reencode(encoded(halves(), kind) + tail).body
        assert is_bare(kept)
        assert tail not in kept


def test_a_script_inside_a_picture_is_left_out() -> None:
    script = b"Comment\0<script>alert(1)</script>"
    whole = pictures.png(60, 60, (b"tEXt", script))
    assert b"<script>" in whole
    kept = images.reencode(whole).body
    assert is_bare(kept)
    assert b"<script>" not in kept


# ---- What is refused


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "PDF", "AVIF", "ICO", "JPEG2000", "PPM"])
def test_other_kinds_of_pictures_are_none_whatever_they_are_called(kind: str) -> None:
    assert fault(encoded(halves(), kind)) is Fault.NOT_A_PICTURE


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"hello",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"<html><script>alert(1)</script></html>",
        b"PK\x03\x04" + bytes(100),
        b"RIFF\x00\x00\x00\x00WAVE" + bytes(100),
    ],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    assert fault(data) is Fault.NOT_A_PICTURE


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_half_a_photo_is_refused(kind: str, part: float) -> None:
    noise = Image.merge("RGB", [Image.effect_noise((160, 160), 80)] * 3)
    whole = encoded(noise, kind)
    assert fault(whole[: int(len(whole) * part)]) is Fault.BROKEN


def test_too_large_a_file_is_refused_unread() -> None:
    assert fault(b"\xff\xd8\xff" + bytes(images.MOST_BYTES)) is Fault.TOO_LARGE_FILE


@pytest.mark.parametrize("side", [7241, 12_000, 30_000, 100_000])
def test_too_many_pixels_are_refused_by_the_header_alone(side: int) -> None:
    """Beyond Pillow's own two bounds too. The rows are not there: nobody asked for them."""
    assert fault(pictures.png(side, side, rows=1)) is Fault.TOO_MANY_PIXELS


def test_what_phones_call_fifty_megapixels_is_not_too_many() -> None:
    picture = images.reencode(pictures.png(8192, 6144))
    assert (picture.width, picture.height) == (1600, 1200)


def test_a_bomb_of_zeros_is_refused() -> None:
    bomb = pictures.png(30_000, 30_000)
    assert len(bomb) < images.MOST_BYTES
    assert fault(bomb) is Fault.TOO_MANY_PIXELS


def test_a_small_window_on_a_huge_picture_is_refused() -> None:
    """A HEIC of 64 × 56 that says it is cut out of 30,000 × 30,000."""
    small = encoded(halves(64, 56), "HEIF")
    claim = b"ispe\0\0\0\0" + struct.pack(">II", 64, 64)
    assert claim in small
    huge = small.replace(claim, claim[:8] + struct.pack(">II", 30_000, 30_000))
    assert fault(huge) is Fault.TOO_MANY_PIXELS
    unlike = small.replace(claim, claim[:8] + struct.pack(">II", 64, 128))
    assert fault(unlike) is Fault.BROKEN


def test_a_huge_picture_of_small_tiles_is_refused() -> None:
    """Five times five tiles in the file; its header says they cover 65,000 × 65,000."""
    tiles = encoded(halves(600, 600), "HEIF", tile_size=128)
    grid = struct.pack(">BBHH", 4, 4, 600, 600)
    assert images.reencode(tiles).width == 600
    assert tiles.count(grid) == 1
    huge = tiles.replace(grid, struct.pack(">BBHH", 4, 4, 65_000, 65_000))
    assert fault(huge) is Fault.TOO_MANY_PIXELS


def test_a_bomb_of_words_is_refused() -> None:
    words = b"Comment\0\0" + zlib.compress(bytes(100_000_000), 9)
    assert fault(pictures.png(60, 60, (b"zTXt", words))) is Fault.BROKEN


def test_a_photo_that_is_drawn_over_and_over_is_refused() -> None:
    assert images.reencode(pictures.scanned_over_and_over(10)).width == 800
    assert fault(pictures.scanned_over_and_over(30)) is Fault.BROKEN


@pytest.mark.parametrize("size", [(1, 1), (49, 400), (400, 49)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_dot_or_a_line_is_refused(kind: str, size: tuple[int, int]) -> None:
    assert fault(encoded(Image.new("RGB", size), kind)) is Fault.TOO_SMALL


def test_the_least_that_is_taken_is_taken() -> None:
    assert images.reencode(encoded(Image.new("RGB", (50, 50)))).width == 50


SEEDS = [encoded(halves(64, 56), kind, exif=exif(6)) for kind in KINDS]


@given(st.binary(max_size=400))
def test_any_bytes_are_answered_with_a_fault(data: bytes) -> None:
    assert fault(data) in Fault


@pytest.mark.filterwarnings("ignore::UserWarning")
@given(st.sampled_from(SEEDS), st.data())
def test_a_picture_that_was_tampered_with_is_drawn_or_refused_but_never_fails(
    seed: bytes, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(seed) - 1))
    patch = data.draw(st.binary(min_size=1, max_size=8))
    try:
        kept = images.reencode(seed[:at] + patch + seed[at + len(patch) :])
    except BadPicture:
        return
    assert is_bare(kept.body)
