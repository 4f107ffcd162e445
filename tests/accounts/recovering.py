"""From the desk to a code in the hand, and from the code back into an account."""

import re
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.accounts.models import Account, LoginSession
from portal.accounts.recovery.models import Recovery
from portal.audit.models import AuditFact
from portal.core.db import db
from tests.world import Member, World, fields, post

SENTENCE = "竹子 每年 长新笋"  # somebody's new password
NOTE = "看了身份证，照片和本人相符"
DESK = "/desk/recovery/"
HOUR = timedelta(hours=1)


def ask(desk: FlaskClient, member: Member, **said: object) -> TestResponse:
    """Fills in the desk's form as it is shown, rightly but for ``said``, and sends it."""
    address = f"{DESK}{member.person_id}/"
    shown = fields(desk.get(address))
    return desk.post(address, data={**shown, "how": "document", "note": NOTE, **said})


def code_on(answer: TestResponse) -> str:
    assert answer.status_code == 200, answer.text
    found = re.findall(r'<p class="slip-code"><code>([^<]+)</code>', answer.text)
    assert len(found) == 1
    return str(found[0])


def code_for(desk: FlaskClient, member: Member) -> str:
    """Hands out a code."""
    return code_on(ask(desk, member))


def check(client: FlaskClient, identity: str, code: str) -> TestResponse:
    """The first step."""
    return post(client, "/recover/", phone=identity, code=code)


def renew(client: FlaskClient, shown: TestResponse, **said: object) -> TestResponse:
    """The second step, rightly filled in but for ``said``."""
    form = {"password": SENTENCE, "again": SENTENCE, "phone": "", **said}
    return client.post("/recover/password/", data={**fields(shown), **form})


def recover(client: FlaskClient, identity: str, code: str, **said: object) -> TestResponse:
    """Both steps."""
    shown = check(client, identity, code)
    assert shown.status_code == 200, shown.text
    return renew(client, shown, **said)


def recoveries() -> list[Recovery]:
    db.session.rollback()
    return list(db.session.scalars(select(Recovery).order_by(Recovery.id)))


def facts() -> list[tuple[str, int | None, dict[str, object]]]:
    """What the record says of codes."""
    db.session.rollback()
    wanted = select(AuditFact).where(AuditFact.kind.startswith("recovery."))
    found = db.session.scalars(wanted.order_by(AuditFact.number))
    return [(one.kind, one.actor_id, one.payload) for one in found]


def account(member: Member) -> Account:
    db.session.rollback()
    return db.session.get_one(Account, member.account_id)


def signs_in(world: World, phone: str, password: str, **more: str) -> bool:
    answer = post(world.app.test_client(), "/login/", phone=phone, password=password, **more)
    return answer.status_code == 303


def open_sessions(member: Member) -> int:
    db.session.rollback()
    mine = LoginSession.account_id == member.account_id
    wanted = select(func.count()).where(mine, LoginSession.revoked_at.is_(None))
    return db.session.scalar(wanted) or 0
