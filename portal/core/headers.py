"""What every answer carries: security headers, caching, compression."""

from flask import Flask, Response, g, request
from flask_compress import Compress
from flask_login import current_user

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_compress = Compress()


def init_headers(app: Flask) -> None:
    app.config.setdefault("COMPRESS_REGISTER", False)
    app.config.setdefault("COMPRESS_ALGORITHM", ["br", "gzip"])
    app.config.setdefault("COMPRESS_BR_LEVEL", 5)
    _compress.init_app(app)
    app.after_request(_finish)


def _finish(response: Response) -> Response:
    response.headers.extend({k: v for k, v in HEADERS.items() if k not in response.headers})
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store" if _is_personal() else "private, no-cache"
    return response if _guessable_by_length() else _compress.after_request(response)


def _is_personal() -> bool:
    """Forms with a token and all that a signed-in person sees: never kept by a browser."""
    return request.method != "GET" or "csrf_token" in g or current_user.is_authenticated


def _guessable_by_length() -> bool:
    """A secret beside words that a visitor chose must not be compressed (BREACH)."""
    return "csrf_token" in g and bool(request.query_string or request.method == "POST")
