"""A signed paper, as a camera would see it."""

import io

from flask import current_app
from PIL import Image, ImageDraw

from portal.core import store


def signed_paper() -> str:
    """Lines of writing and a red seal, kept; the digest of the picture."""
    sheet = Image.new("RGB", (700, 990), "#fbf6e9")
    brush = ImageDraw.Draw(sheet)
    brush.rectangle((180, 70, 520, 96), fill="#333")
    for line in range(8):
        brush.rectangle((60, 160 + 70 * line, 640 - 50 * (line % 3), 168 + 70 * line), fill="#555")
    brush.ellipse((430, 740, 600, 910), outline="#c22", width=8)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=70)
    return store.keep(current_app.config["PORTAL"].uploads, out.getvalue())
