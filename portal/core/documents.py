"""Documents that somebody hands in: a PDF as it is, or a photo of paper, drawn anew.

A PDF may hold anything, and we do not read it: it is served as a download, in a sandbox, and never
shown on a page of ours.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Response, make_response, request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import FileField
from wtforms.validators import ValidationError

from portal.core import images
from portal.core.forms import PHOTO_FAULTS
from portal.core.images import BadPicture, Fault

MOST_BYTES = 10 * 1024 * 1024
MEDIA = {"pdf": "application/pdf", "jpg": "image/jpeg"}
SANDBOX = "default-src 'none'; style-src 'none'; sandbox; frame-ancestors 'none'"
_BEGINS, _ENDS, _TAIL = b"%PDF-", b"%%EOF", 1024


@dataclass(frozen=True)
class Document:
    """``media``: ``pdf`` or ``jpg``, which is also how its file's name ends."""

    body: bytes
    media: str


def is_pdf(body: bytes) -> bool:
    """Told by the content: neither its name nor what its sender calls it counts."""
    return body.startswith(_BEGINS) and _ENDS in body[-_TAIL:]


class DocumentField(FileField):
    """One PDF or photo; the data are a Document, None where none was chosen. Decoding takes a
    moment: make the form with no transaction open, in a <form enctype=multipart/form-data>.
    """

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        chosen = valuelist[0] if valuelist else None
        if not isinstance(chosen, FileStorage) or not chosen.filename:
            return
        body = chosen.read(max(MOST_BYTES, images.MOST_BYTES) + 1)
        self.data = _pdf(body) if body.startswith(_BEGINS) else _photo(body)


def _pdf(body: bytes) -> Document:
    if len(body) > MOST_BYTES:
        raise ValidationError(_l("文件太大了，请选不超过 10 MB 的 PDF"))
    if not is_pdf(body):
        raise ValidationError(_l("这份 PDF 不完整，打不开，请重新选一次"))
    return Document(body, "pdf")


def _photo(body: bytes) -> Document:
    try:
        return Document(images.reencode(body).body, "jpg")
    except BadPicture as bad:
        if bad.fault is Fault.NOT_A_PICTURE:
            raise ValidationError(_l("只收 PDF 文件或照片，请重新选一次")) from None
        raise ValidationError(PHOTO_FAULTS[bad.fault]) from None


def download(body: bytes, media: str, digest: str, title: str) -> Response:
    """The file as a download under this title."""
    response = make_response(body)
    response.mimetype = MEDIA[media]
    response.set_etag(digest)
    name = quote(f"{title}.{media}", safe="")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.make_conditional(request)
    return response
