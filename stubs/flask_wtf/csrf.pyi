from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask
from werkzeug.exceptions import BadRequest

View = TypeVar("View", bound=Callable[..., Any])

class CSRFError(BadRequest): ...

class CSRFProtect:
    def __init__(self, app: Flask | None = ...) -> None: ...
    def exempt(self, view: View) -> View: ...

def generate_csrf(secret_key: str | None = ..., token_key: str | None = ...) -> str: ...
