"""Our stylesheet, script and icons, and htmx from its package: hashed names, cached for good."""

import hashlib
import mimetypes
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import cast

from flask import Blueprint, Flask, abort, current_app, make_response, url_for
from werkzeug.wrappers import Response

from portal.core.access import public

YEAR = 365 * 24 * 3600

bp = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Asset:
    body: bytes
    digest: str
    mimetype: str


def load_assets(folder: Path) -> dict[str, Asset]:
    """Every file of ``static/`` and htmx, by the name that templates use."""
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    htmx = resources.files("js_lib_htmx") / "static" / "htmx" / "htmx.min.js"
    files["htmx.js"] = htmx.read_bytes()
    return {name: _asset(name, body) for name, body in files.items()}


def _asset(name: str, body: bytes) -> Asset:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(body, hashlib.sha256(body).hexdigest()[:12], kind)


def _assets() -> dict[str, Asset]:
    return cast(dict[str, Asset], current_app.extensions["assets"])


def asset(name: str) -> str:
    """The versioned address of a file, for templates."""
    return url_for("assets.serve", digest=_assets()[name].digest, name=name)


@bp.get("/assets/<digest>/<name>")
@public
def serve(digest: str, name: str) -> Response:
    found = _assets().get(name)
    if found is None or found.digest != digest:
        abort(404)
    response = make_response(found.body)
    response.mimetype = found.mimetype
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


def init_assets(app: Flask, folder: Path) -> None:
    app.extensions["assets"] = load_assets(folder)
    app.jinja_env.globals["asset"] = asset
    app.register_blueprint(bp)
