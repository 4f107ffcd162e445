"""Scans of papers on which seats rest, as they are kept and as they are served."""

from flask import Response, abort, current_app

from portal.bodies.models import SeatPaper
from portal.core import documents, store
from portal.core.documents import Document


def keep(document: Document) -> str:
    """On disk before the row that names it, with no transaction open; its digest."""
    return store.keep(current_app.config["PORTAL"].uploads, document.body, document.media)


def served(paper: SeatPaper) -> Response:
    """The file as a download; 404 where it is not there."""
    try:
        body = store.read(current_app.config["PORTAL"].uploads, paper.digest, paper.media)
    except LookupError:
        abort(404)
    return documents.download(body, paper.media, paper.digest, paper.title)
