"""Keys, roles and the guard's way of sending people on."""

import pytest
from flask import Flask

from portal.core.access import GRANTS, Can, Role, granted, to_login


def test_every_role_has_its_line() -> None:
    assert set(GRANTS) == set(Role)


def test_every_key_is_held_by_somebody() -> None:
    assert granted(frozenset(Role)) == set(Can)


def test_offices_add_up() -> None:
    both = granted(frozenset({Role.RESIDENT, Role.SUPERVISOR}))
    assert both == GRANTS[Role.RESIDENT] | GRANTS[Role.SUPERVISOR]
    assert granted(frozenset()) == frozenset()


def test_nobody_holds_all_keys_of_a_round_alone() -> None:
    """Who prepares a round does not witness its key, and the administrator does neither."""
    for role, cans in GRANTS.items():
        assert not {Can.PREPARE_ROUND, Can.WITNESS_KEY} <= cans, role
    assert not {Can.PREPARE_ROUND, Can.WITNESS_KEY, Can.CAST_BALLOT} & GRANTS[Role.ADMINISTRATOR]


@pytest.mark.parametrize(
    ("method", "address", "after"),
    [("GET", "/me/", "/me/"), ("GET", "/me/?page=2", "/me/?page=2"), ("POST", "/me/", None)],
)
def test_a_passer_by_comes_back_to_the_page_they_asked_for(
    app: Flask, method: str, address: str, after: str | None
) -> None:
    with app.test_request_context(address, method=method):
        answer = to_login()
        expected = app.url_for("accounts.login", next=after)
    assert (answer.status_code, answer.location) == (303, expected)
