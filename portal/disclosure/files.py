"""Pictures and documents of this room, as they are kept and as they are served."""

from flask import Response, abort, current_app, make_response, request

from portal.core import documents, images, store
from portal.core.documents import Document
from portal.disclosure.models import DisclosurePaper


def keep(document: Document, name: str) -> DisclosurePaper:
    """On disk before the row that names it; with no transaction open."""
    folder = current_app.config["PORTAL"].uploads
    thumb = None
    if document.media == "jpg":
        thumb = store.keep(folder, images.thumbnail(document.body))
    digest = store.keep(folder, document.body, document.media)
    size = len(document.body)
    return DisclosurePaper(title=name, digest=digest, thumb=thumb, media=document.media, size=size)


def keep_photo(body: bytes) -> tuple[str, str]:
    """The digests of a picture and of its small one."""
    folder = current_app.config["PORTAL"].uploads
    return store.keep(folder, body), store.keep(folder, images.thumbnail(body))


def picture(digest: str) -> Response:
    try:
        body = store.read(current_app.config["PORTAL"].uploads, digest)
    except LookupError:
        abort(404)
    response = make_response(body)
    response.mimetype = "image/jpeg"
    response.set_etag(digest)
    response.headers["Content-Disposition"] = "inline"
    response.make_conditional(request)
    return response


def download(paper: DisclosurePaper) -> Response:
    try:
        body = store.read(current_app.config["PORTAL"].uploads, paper.digest, paper.media)
    except LookupError:
        abort(404)
    return documents.download(body, paper.media, paper.digest, paper.title)
