"""A small community to test in: people, households and offices by one line each."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import count

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.accounts import passwords
from portal.accounts.models import Account
from portal.core import clock, text
from portal.core.access import Role
from portal.core.db import db
from portal.roster.models import Building, Community, Grid, Household, Person, RoleTerm

PASSWORD = "demo-liren"


@dataclass
class Member:
    """A person with an account."""

    person_id: int
    account_id: int
    phone: str


class World:
    def __init__(self, app: Flask) -> None:
        self.app = app
        self._numbers = count(1)
        self.community = Community(
            id=1, name="里仁社区", subdistrict="和风街道", phone="010-55550100"
        )
        self.grid_row = Grid(code="110101001001001", name="第一网格")
        self.building = Building(
            grid=self.grid_row, estate="里仁里", name="1号楼", key="里仁里 1号楼"
        )
        db.session.add_all([self.community, self.grid_row, self.building])
        db.session.commit()

    def demand_second_step(self) -> None:
        """From now on staff need a second step, as in every community but the demo."""
        self.app.config["PORTAL"] = replace(self.app.config["PORTAL"], second_step=True)

    def grid(self, name: str) -> Grid:
        grid = Grid(code=f"110101001001{next(self._numbers) + 100:03d}", name=name)
        db.session.add(grid)
        db.session.commit()
        return grid

    def household(self, grid: Grid | None = None) -> Household:
        number = next(self._numbers)
        home = Household(
            building=self.building,
            grid=grid or self.grid_row,
            unit="1单元",
            room=str(100 + number),
            key=f"1单元 {100 + number}",
        )
        db.session.add(home)
        db.session.commit()
        return home

    def person(
        self,
        name: str = "王秀英",
        birth_year: int | None = 1955,
        household: Household | None = None,
        phone: str | None = None,
        left_on: date | None = None,
        is_delegate: bool = False,
    ) -> Person:
        home = household or self.household()
        person = Person(
            household_id=home.id,
            name=name,
            name_key=text.match_key(name),
            birth_year=birth_year,
            phone=phone,
            residence_kind="registered",
            left_on=left_on,
            is_delegate=is_delegate,
        )
        db.session.add(person)
        db.session.commit()
        return person

    def account(
        self, person: Person | None = None, *roles: Role, phone: str | None = None
    ) -> Member:
        """An activated account; every account holder is a resident, plus ``roles`` since 2020."""
        person = person or self.person()
        number = next(self._numbers)
        account = Account(
            person_id=person.id,
            login_number=f"9{number:07d}",
            phone=phone or f"139{number:08d}",
            name_key="",
            password_hash=passwords.hashed(PASSWORD),
            privacy_version="test",
            activated_at=clock.now(),
        )
        db.session.add(account)
        for role in roles:
            db.session.add(RoleTerm(person_id=person.id, role=role, starts_on=date(2020, 1, 1)))
        db.session.commit()
        return Member(person.id, account.id, account.phone or "")

    def client(self, member: Member) -> FlaskClient:
        """A browser signed in as ``member``."""
        client = self.app.test_client()
        answer = post(client, "/login/", phone=member.phone, password=PASSWORD)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return client

    def staff(self, *roles: Role) -> FlaskClient:
        return self.client(self.account(None, *roles))


def token(client: FlaskClient, page: str) -> str:
    """The CSRF token of the form on ``page``."""
    found = re.search(
        r'name="csrf_token"[^>]*value="([^"]+)"', client.get(page).get_data(as_text=True)
    )
    assert found, f"no form on {page}"
    return found[1]


def post(
    client: FlaskClient, address: str, page: str | None = None, **fields: object
) -> TestResponse:
    """Sends a form as a browser would: with the token of the page that shows it."""
    data = {"csrf_token": token(client, page or address), **fields}
    return client.post(address, data=data)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type]


def fields(answer: TestResponse) -> dict[str, object]:
    """The hidden fields of the first form with a token on a page, as a browser sends them back."""
    html = answer.get_data(as_text=True)
    start = html.index('name="csrf_token"', html.index("<main"))
    form = html[start - 200 : html.index("</form>", start)]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        found.setdefault(name[1] if name else "", []).append(value[1] if value else "")
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}
