"""Every door, tried by everybody with real requests; ``access.txt`` is what they found.

A changed permission is a changed line in review. To accept it: UPDATE_ACCESS=1 make test.
"""

import difflib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, BaseConverter, Rule
from werkzeug.routing.converters import NumberConverter

from portal.core.access import Role
from tests.world import World

MATRIX = Path(__file__).with_name("access.txt")
VISITORS: list[Role | None] = [None, *Role]


def doors(app: Flask) -> list[tuple[str, Rule]]:
    """(method, rule) of every route, in the order of their addresses."""
    found = [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    ]
    return sorted(found, key=lambda door: (door[1].rule, door[0]))


def address(rule: Rule) -> str:
    """The rule's address with things that do not exist in its place-holders."""
    values = {name: _sample(converter) for name, converter in rule._converters.items()}
    built = rule.build(values)
    assert built, rule
    return built[1]


def _sample(converter: BaseConverter) -> str:
    if isinstance(converter, NumberConverter):
        return "999999"
    return min(converter.items) if isinstance(converter, AnyConverter) else "unknown"


class Visitors:
    """One of each kind: a passer-by, and a person for each role."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.members = {role: world.account(None, role) for role in Role if role != Role.RESIDENT}
        self.members[Role.RESIDENT] = world.account()
        self.kept = {role: self.fresh(role) for role in VISITORS}

    def fresh(self, role: Role | None) -> FlaskClient:
        if role is None:
            return self.world.app.test_client()
        return self.world.client(self.members[role])

    def opens(self, role: Role | None, method: str, rule: Rule) -> bool:
        """Whether the guard lets ``role`` pass. Past it a door may say 404 or 422, never fail."""
        client = self.kept[role] if method == "GET" else self.fresh(role)
        with _without_tokens(self.world.app):
            answer = client.open(address(rule), method=method)
        assert answer.status_code < 500, f"{method} {rule.rule} breaks for {role}"
        sent_to_login = answer.status_code == 303 and answer.location.startswith("/login/")
        return answer.status_code != 403 and not sent_to_login


@contextmanager
def _without_tokens(app: Flask) -> Iterator[None]:
    """Forms are taken without their token, so that the guard alone decides."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True


def matrix(world: World) -> Iterator[str]:
    """One line a door; above them a staircase of who stands in which column."""
    visitors = Visitors(world)
    yield "# x: the door opens; .: it does not. Written by tests/house/test_access.py"
    for step, role in enumerate(VISITORS):
        yield "| " * step + (role or "passer-by")
    # Pages first: a form may sign other devices out.
    found = {
        (method, rule.rule): [
            "x" if visitors.opens(role, method, rule) else "." for role in VISITORS
        ]
        for method, rule in sorted(doors(world.app), key=lambda door: door[0] != "GET")
    }
    for method, rule in doors(world.app):
        yield f"{' '.join(found[method, rule.rule])}  {method:<4} {rule.rule}"


def test_every_door_opens_to_whom_the_matrix_says(world: World) -> None:
    found = [f"{line}\n" for line in matrix(world)]
    if os.environ.get("UPDATE_ACCESS"):
        MATRIX.write_text("".join(found))
    kept = MATRIX.read_text().splitlines(keepends=True) if MATRIX.exists() else []
    changes = "".join(difflib.unified_diff(kept, found, "access.txt", "the house", n=0))
    if changes:
        pytest.fail(
            f"{changes}\nIf this is meant: UPDATE_ACCESS=1 pytest {__file__}", pytrace=False
        )
