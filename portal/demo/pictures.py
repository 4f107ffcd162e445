"""The demo's pictures, drawn here: steps before, during and after the work, a voucher, boards."""

import io

from flask import current_app
from PIL import Image, ImageDraw

from portal.core import images, store
from portal.ledger import blackout
from portal.projects.rules import Moment

WALLS = ("#d9c7a8", "#c9d3cf", "#d6b9a5", "#c7cdda", "#dcd2b8")
BLACKED = [15, 16, 17]
"""The cells of a voucher in which there is a name."""


def kept(body: bytes) -> tuple[str, str]:
    """The digests of a picture and of its small one."""
    folder = current_app.config["PORTAL"].uploads
    return store.keep(folder, body), store.keep(folder, images.thumbnail(body))


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70)
    return out.getvalue()


# ---- Works


def entrance(moment: Moment, number: int) -> bytes:
    """The entrance of a house, ``number`` telling one house from another: broken steps, then a
    fence before them, then a ramp with a rail.
    """
    image = Image.new("RGB", (640, 440), "#bcd3e6")
    brush = ImageDraw.Draw(image)
    brush.rectangle((0, 30, 640, 360), fill=WALLS[number % len(WALLS)])
    for left in range(30 + 12 * (number % 4), 640, 150):
        brush.rectangle((left, 70, left + 80, 160), fill="#5c7286", outline="#f4f4f0", width=6)
    brush.rectangle((0, 360, 640, 440), fill="#8d8a83")
    brush.rectangle((250, 190, 380, 330), fill="#3d4a45", outline="#efeae0", width=6)
    _DRAWN[moment](brush)
    return _jpeg(image)


def _broken(brush: ImageDraw.ImageDraw) -> None:
    for step in range(3):
        left, top = 235 - 15 * step, 330 + 22 * step
        brush.rectangle((left, top, 395 + 15 * step, top + 22), fill="#a8a49b", outline="#77736b")
    for crack in ((270, 332, 300, 395), (350, 334, 330, 390), (215, 376, 260, 396)):
        brush.line(crack, fill="#4b4842", width=4)


def _fenced(brush: ImageDraw.ImageDraw) -> None:
    brush.polygon([(150, 396), (470, 396), (400, 335), (230, 335)], fill="#7a6247")
    for left in range(90, 560, 44):
        colour = "#e4572e" if left // 44 % 2 else "#f7f3e8"
        brush.rectangle((left, 352, left + 44, 376), fill=colour)
    for post in (96, 310, 526):
        brush.rectangle((post, 340, post + 10, 420), fill="#55504a")


def _mended(brush: ImageDraw.ImageDraw) -> None:
    brush.polygon([(90, 396), (395, 330), (395, 396)], fill="#c3beb2", outline="#8f8a7f")
    brush.rectangle((395, 330, 470, 396), fill="#cdc8bc", outline="#8f8a7f")
    brush.line([(90, 350), (395, 284), (470, 284)], fill="#2f6d4f", width=8)
    for post in (92, 190, 290, 392, 466):
        top = 350 - max(min(post, 395) - 90, 0) * 66 // 305
        brush.line((post, top, post, top + 46), fill="#2f6d4f", width=6)


_DRAWN = {Moment.BEFORE: _broken, Moment.DURING: _fenced, Moment.AFTER: _mended}


# ---- Paper


def voucher() -> tuple[str, str]:
    """The digests of a photo of a voucher, and of the same one blacked out."""
    sheet = Image.new("RGB", (700, 990), "#fbf6e9")
    brush = ImageDraw.Draw(sheet)
    for line in range(9):
        brush.rectangle((60, 120 + 90 * line, 640 - 40 * (line % 3), 128 + 90 * line), fill="#444")
    folder, body = current_app.config["PORTAL"].uploads, _jpeg(sheet)
    return store.keep(folder, body), store.keep(folder, blackout.painted(body, BLACKED))


def board(number: int) -> bytes:
    """A board in the street with sheets of paper on it, ``number`` telling it from others."""
    image = Image.new("RGB", (640, 440), WALLS[number % len(WALLS)])
    brush = ImageDraw.Draw(image)
    brush.rectangle((0, 380, 640, 440), fill="#8d8a83")
    for post in (70, 552):
        brush.rectangle((post, 60, post + 16, 410), fill="#6b6f72")
    brush.rectangle((50, 40, 590, 300), fill="#2d5d4b", outline="#e8e4da", width=8)
    for place in range(4):
        left, top = 80 + 126 * place, 72 + 9 * ((place + number) % 3)
        brush.rectangle((left, top, left + 104, top + 150), fill="#fdfbf4", outline="#cfcabd")
        for line in range(7):
            end = left + 90 - 9 * ((line + place + number) % 4)
            brush.line((left + 12, top + 22 + 17 * line, end, top + 22 + 17 * line), "#55565a", 4)
    return _jpeg(image)
