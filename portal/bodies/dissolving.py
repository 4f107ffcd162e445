"""Dissolving a body, in the caller's transaction, its audit line last."""

from datetime import datetime

from flask_babel import gettext as _

from portal.audit.actions import record
from portal.bodies import actions, grounds, kinds, mandates, panels, queries, rules, words
from portal.bodies.mandates import Act, Ground
from portal.bodies.models import Body
from portal.bodies.rules import Refusal, WhyEnded, refuse
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import official


def possible_grounds(body: Body) -> dict[str, Ground]:
    """On what a body is dissolved; nothing where it asks for no ground."""
    asks = mandates.asks_to_dissolve(body.sort)
    return grounds.standing([Act.DISSOLVE], body.id) if asks else {}


def dissolve(body_id: int, reason: str, by: int, now: datetime, ground: str = "") -> None:
    """Ends a body today, with its subcommittees; who sits there is told. Refused for the law's, and
    for the council without a decision; Hindered where a meeting of theirs is not over.
    """
    actions.hold()
    body = actions.standing(body_id)
    refuse(Refusal.STATUTORY if body.sort in rules.STATUTORY else None)
    found = possible_grounds(body).get(ground)
    refuse(Refusal.NO_GROUND if mandates.asks_to_dissolve(body.sort) and found is None else None)
    today = clock.local(now).date()
    below = [one for one in queries.subcommittees(body.id, today) if not one.dissolved_on]
    ending = [*below, body]
    for why in map(panels.hindrance, [one.id for one in ending]):
        if why is not None:
            raise actions.Hindered(why)
    said = _said(reason, found)
    for one in ending:
        one.dissolved_on = today
        actions.close_seats(actions.open_memberships(one.id), today, WhyEnded.DISSOLVED, now)
        db.session.flush()
        record(kinds.DISSOLVED, by, now, body=one.id, name=one.name, reason=said)


def _said(reason: str, ground: Ground | None) -> str:
    if ground is None:
        return reason
    with official():
        rests_on = words.rests_on(ground.basis.text, ground.basis.on)
        return _("%(reason)s（%(rests_on)s）", reason=reason, rests_on=rests_on)
