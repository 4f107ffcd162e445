"""What nominees say of themselves, and who reads it first."""

from flask.testing import FlaskClient

from portal.core.access import Role
from portal.core.db import db
from portal.moderation import queries as moderation
from portal.roster.models import Person
from tests.elections.conftest import ElectionInTest, send, text, voter
from tests.elections.nominating import accepted, nominate


def test_a_statement_appears_once_a_moderator_has_read_it(
    open_: ElectionInTest, client: FlaskClient
) -> None:
    (made,) = accepted(open_, "为大家修电梯")
    page = f"{open_.address}nominations/{made}/"
    assert "为大家修电梯" not in text(client, page)
    moderator = open_.world.staff(Role.COMMITTEE_MEMBER)
    item = moderation.waiting(["election.statement"], 1, 5).items[0]
    desk = f"/desk/moderation/{item.id}/"
    assert "为大家修电梯" in text(moderator, desk)
    assert send(moderator, desk, version=1, move="approve").status_code == 303
    assert "为大家修电梯" in text(client, page)
    _m, nominee = voter(open_.world, open_, 12)
    assert send(nominee, f"{page}statement/", statement="还修路灯").status_code == 303
    assert "还修路灯" not in text(client, page)


def test_no_nominee_reads_what_a_rival_may_say(open_: ElectionInTest) -> None:
    """Neither before the check nor after it."""
    clerk = db.session.get_one(Person, open_.voters[11].id)
    rival = open_.world.client(open_.world.account(clerk, Role.COMMITTEE_MEMBER))
    accepted(open_, "为大家修电梯")
    item = moderation.waiting(["election.statement"], 1, 5).items[0].id
    desk = f"/desk/moderation/{item}/"
    _m, neighbour = voter(open_.world, open_, 0)
    assert nominate(neighbour, open_, "选民11") == 303
    send(rival, desk, version=1, move="hide", reason="不好")
    assert moderation.waiting(["election.statement"], 1, 5).total == 1
    other = open_.world.staff(Role.COMMITTEE_MEMBER)
    assert send(other, desk, version=1, move="hide", reason="有电话号码").status_code == 303
    assert moderation.waiting(["election.statement"], 1, 5).total == 0
