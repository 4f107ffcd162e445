"""One person's complaints, and how many there are about a posting: registered at import."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update

from portal.accounts import mine
from portal.accounts.mine import Done, Leaver, Row, Section, carry_out
from portal.core.db import db
from portal.core.words import moment
from portal.disclosure.complaints import queries, words
from portal.disclosure.complaints.models import Complaint
from portal.disclosure.complaints.rules import State
from portal.notices import pages


def _complaints(person_id: int) -> list[Row]:
    own = select(Complaint).where(Complaint.person_id == person_id).order_by(Complaint.id)
    return [
        {
            _("第几号"): one.number,
            _("对什么"): one.title,
            _("提出"): moment(one.made_at),
            _("内容"): one.text,
            _("状态"): str(words.STATES[State(one.state)]),
            _("答复"): one.answer or "—",
        }
        for one in db.session.scalars(own)
    ]


def _hand_over(leaver: Leaver) -> Done:
    """Each is answered all the same; nobody's name stays with it."""
    own = Complaint.person_id == leaver.person_id
    if not db.session.scalar(select(func.count()).select_from(Complaint).where(own)):
        return Done()
    return Done(kept=carry_out(update(Complaint).where(own).values(person_id=leaver.stand_in)))


mine.register(
    Section(
        "disclosure_complaints",
        _l("对公开的投诉"),
        _l("公开不及时、不真实，居民可以投诉，都要调查答复"),
        _l("和公开的内容一起保存"),
        _complaints,
        ("disclosure_complaint.person_id",),
        kept=_l("投诉和答复留着，名字改成“已注销的居民”；还没答复的照样答复。"),
        erase=_hand_over,
    )
)
pages.register_complaints(queries.about_posting)
mine.apart(mine.OFFICE, "disclosure_complaint.answered_by", "disclosure_recused.person_id")
