"""Rating and answering. Each function acts inside the caller's ``writing()``, on a project that the
caller holds.
"""

from datetime import datetime

from portal.audit.actions import record
from portal.core import clock, outbox
from portal.core.db import db
from portal.moderation import actions as moderation
from portal.moderation.rules import State as Reading
from portal.projects import actions
from portal.projects.acceptance import calling
from portal.projects.acceptance.rules import Part
from portal.projects.acceptance.rules import Refusal as Unfit
from portal.projects.actions import Changed, Refused
from portal.projects.models import Project
from portal.projects.ratings import kinds, queries, rules
from portal.projects.ratings.models import Rating
from portal.projects.ratings.rules import STARS, Refusal

_UNFIT = {Unfit.NOT_HERE: Refusal.NOT_HERE, Unfit.NOT_ADULT: Refusal.NOT_ADULT}


def may_rate(project: Project, person_id: int, now: datetime) -> Refusal | None:
    """None if they may: those who may accept it as residents, whoever they are. LookupError for
    nobody; Changed where it is not rated now.
    """
    today = clock.local(now).date()
    if not rules.is_open(project.rate_until, today):
        raise Changed
    no = calling.may_accept(project, person_id, Part.RESIDENT, today)
    return _UNFIT.get(no, Refusal.OWN) if no else None


def rate(project: Project, person_id: int, stars: int | None, text: str, now: datetime) -> None:
    """Their one rating, or what they think of it now. Words are read before they appear; words
    that are struck out are taken back for good.
    """
    if no := may_rate(project, person_id, now):
        raise Refused(no)
    if stars not in STARS:
        raise Refused(Refusal.NO_STARS)
    one = queries.of_person(project.id, person_id)
    if one is None:
        one = Rating(project_id=project.id, person_id=person_id, text="")
        db.session.add(one)
    one.stars, one.rated_at = stars, now
    _say(one, person_id, text, now)
    db.session.flush()
    record(kinds.RATED, None, now, **actions.about(project))


def _say(one: Rating, person_id: int, text: str, now: datetime) -> None:
    was = Reading(one.item.state) if one.item is not None else None
    if text == ("" if was is Reading.WITHDRAWN else one.text):
        return
    if was is Reading.HIDDEN:
        raise Refused(Refusal.HIDDEN)
    if was is Reading.WITHDRAWN:
        raise Refused(Refusal.WITHDRAWN)
    if one.item is None:
        one.item = moderation.submit(kinds.WORDS, person_id, now)
    elif not text:
        moderation.withdraw(one.item, now)
        return
    else:
        moderation.resubmit(one.item, now)
    one.text, one.reply, one.replied_by, one.replied_at = text, "", None, None


def reply(project: Project, rating_id: int, text: str, actor_id: int, now: datetime) -> None:
    """The committee's answer to words that everybody reads; a better one takes its place."""
    one = db.session.get(Rating, rating_id)
    if one is None or one.project_id != project.id or one.item is None:
        raise LookupError(rating_id)
    if one.item.state != Reading.APPROVED:
        raise Changed
    if not text:
        raise Refused(Refusal.NO_WORDS)
    one.reply, one.replied_by, one.replied_at = text, actor_id, now
    db.session.flush()
    if one.person_id is not None:
        outbox.tell([one.person_id], kinds.TELL_REPLIED, now, **actions.about(project))
    record(kinds.REPLIED, actor_id, now, **actions.about(project))


def answer(project: Project, text: str, actor_id: int, now: datetime) -> None:
    """What will be done, said to all once the stars are shown: a step on the project's page."""
    if project.rate_until is None or rules.is_open(project.rate_until, clock.local(now).date()):
        raise Changed
    if not text:
        raise Refused(Refusal.NO_WORDS)
    actions.note(project, kinds.ANSWERED, text, actor_id, now)
