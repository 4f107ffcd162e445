"""A coarse limit on requests, so that one visitor cannot keep the others out.

It counts in each process's memory and forgets at a restart: lock-outs that matter (log-in,
activation codes) live in the database, in ``accounts/throttle.py``.
"""

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

FREE = {"assets.serve", "core.healthz"}
PER_ADDRESS = "1200 per minute"  # a block of flats may share one address


def init_limits(app: Flask) -> None:
    """429 with its own page beyond the limit; files and the health check are free."""
    app.config.setdefault("RATELIMIT_ENABLED", not app.testing)
    limiter = Limiter(get_remote_address, default_limits=[PER_ADDRESS], storage_uri="memory://")
    limiter.request_filter(lambda: request.endpoint in FREE)
    limiter.init_app(app)
