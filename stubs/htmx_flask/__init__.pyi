from flask import Flask, Request

class HtmxHeaders:
    boosted: bool
    history_restore_request: bool
    target: str | None
    trigger: str | None
    def __bool__(self) -> bool: ...

class HtmxAwareRequest(Request):
    htmx: HtmxHeaders

class Htmx:
    def __init__(self, app: Flask | None = ...) -> None: ...

request: HtmxAwareRequest
