"""The house does not open with a door that names no key."""

import pytest
from flask import Blueprint, Flask

from portal import app as house
from portal.core.access import Can, door_of, needs, public


def careless() -> str:
    return "open to all by mistake"


def room(view: object) -> Blueprint:
    shed = Blueprint("shed", __name__)
    shed.add_url_rule("/shed/", "door", view)  # type: ignore[arg-type]
    return shed


def build(app: Flask, monkeypatch: pytest.MonkeyPatch, view: object) -> Flask:
    monkeypatch.setattr(house, "ROOMS", (*house.ROOMS, room(view)))
    return house.create_app(app.config["PORTAL"])


def test_an_unmarked_door_keeps_the_house_shut(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RuntimeError, match=r"without @needs or @public: \['shed.door'\]"):
        build(app, monkeypatch, careless)


@pytest.mark.parametrize(
    ("mark", "door"), [(public, "public"), (needs(Can.SEE_DESK), Can.SEE_DESK)]
)
def test_a_marked_door_is_built_and_says_its_key(
    app: Flask, monkeypatch: pytest.MonkeyPatch, mark: object, door: str
) -> None:
    built = build(app, monkeypatch, mark(lambda: "open"))  # type: ignore[operator]
    assert door_of(built, "shed.door") == door


def test_every_key_has_a_door(app: Flask) -> None:
    """A key that opens nothing is a permission that nobody can check."""
    named = {door_of(app, endpoint) for endpoint in app.view_functions}
    assert set(Can) - named == set()
