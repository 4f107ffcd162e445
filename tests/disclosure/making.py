"""A calendar that began before this quarter, what is posted under it, and who complains."""

from datetime import date, timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, writing
from portal.disclosure import calendar, due
from portal.disclosure.calendar import Duty
from portal.disclosure.complaints.models import Complaint
from portal.disclosure.models import Disclosure, DutyRhythm
from portal.disclosure.periods import calendar_span
from portal.disclosure.rules import Category
from portal.notices.models import Posting
from tests.world import post

TEXT = "本季度收到捐赠两万元，已全部用于楼道照明。"
WRONG = "公开的金额和收据对不上，请查。"


def quarter(back: int = 0) -> tuple[date, date]:
    """The running quarter, or the one so many before it."""
    day = clock.today()
    for _one in range(back):
        day = calendar_span(day, 3)[0] - timedelta(days=1)
    return calendar_span(day, 3)


def key(back: int = 1, category: Category = Category.MONEY) -> str:
    """Names the duty of a quarter; of the last one unless told otherwise."""
    return f"{category}:0:{quarter(back)[0].isoformat()}"


def begin(quarters: int = 1, *categories: Category, days: int = 60) -> None:
    """The calendar of these heads, all of them unless told otherwise, began so many quarters ago;
    ``days``: until when after its quarter each is posted.
    """
    with writing():
        for one in categories or Category:
            row = DutyRhythm(code=one, begins=quarter(quarters)[0], months=3, days=days)
            row.set_at = clock.now()
            db.session.add(row)
    due.tick(clock.now())


def duty(of: str) -> Duty:
    db.session.rollback()
    found = calendar.by_key(of, calendar.all_duties(clock.today()))
    assert found is not None
    return found


def drafted(client: FlaskClient, of: str | None = None, **typed: object) -> int:
    """A draft's number."""
    given = {"slot": of or key(), "title": "捐赠", "text": TEXT, **typed}
    answer = post(client, "/desk/disclosure/new/", **given)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return int(answer.headers["Location"].rstrip("/").split("/")[-1])


def published(client: FlaskClient, of: str | None = None, **typed: object) -> int:
    """The number of what was drafted and posted."""
    number = drafted(client, of, **typed)
    at = f"/desk/disclosure/{number}/"
    assert post(client, f"{at}post/", at, version=1).status_code == 303
    return number


def corrected(client: FlaskClient, number: int) -> int:
    """The number of the correction that was posted."""
    edit = post(client, f"/desk/disclosure/{number}/correct/", "/me/").headers["Location"]
    typed = {"title": "捐赠", "text": TEXT + "更正", "reason": "金额写错了", "version": 1}
    assert post(client, edit, **typed).status_code == 303
    other = int(edit.split("/")[3])
    at = f"/desk/disclosure/{other}/"
    assert post(client, f"{at}post/", "/me/", version=2).status_code == 303
    return other


def one(number: int) -> Disclosure:
    db.session.rollback()
    return db.session.get_one(Disclosure, number)


def posting_of(number: int) -> int:
    db.session.rollback()
    wanted = Posting.kind == "disclosure.item", Posting.subject_id == number
    return db.session.scalars(select(Posting.id).where(*wanted)).one()


def complain(client: FlaskClient, about: str, **typed: object) -> Complaint:
    """What somebody sent who had looked it over; ``about`` as an address names it."""
    at = f"/disclosure/complaints/new/?about={about}"
    given = {"ground": "false", "text": WRONG, "send": "1", **typed}
    answer = post(client, at, **given)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    number = int(answer.headers["Location"].rstrip("/").split("/")[-1])
    db.session.rollback()
    return db.session.get_one(Complaint, number)


def answer(client: FlaskClient, one: Complaint, **typed: object) -> int:
    """The status of an answer from the desk."""
    given = {"outcome": "founded", "answer": "收据核过，金额写错，已要求更正。", "version": 1}
    at = f"/desk/complaints/{one.id}/"
    return post(client, f"{at}answer/", "/me/", **{**given, **typed}).status_code
