"""What an adopted motion says as a resolution."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.bodies.rules import Base
from portal.core.i18n import official
from portal.meetings.motions import queries, seats, words
from portal.meetings.motions.actions.hindering import is_own_business, matter_of
from portal.meetings.motions.models import Motion
from portal.meetings.quorum import Majority
from portal.resolutions import registry
from portal.resolutions.actions import Decision, HandedDown, Item, annul_refusal
from portal.resolutions.rules import Fact
from portal.topics.words import MATTERS

SOURCE = registry.source("meetings.motion", [(_l("这件动议和表决"), "/motions/%(source)s/")])
_ROOM = 440
"""Signs of a resolution's basis beside the article itself."""
SUBJECT = registry.subject("meetings.motion", "/motions/%(subject)s/")


def decision_of(motion: Motion, base: Base, majority: Majority) -> Decision:
    """With all figures, the rule in words, and its article; in Chinese, whoever closes."""
    body = motion.meeting.body
    count = motion.count
    with official():
        return Decision(
            source_kind=SOURCE,
            source_id=motion.id,
            title=motion.title,
            rule=words.rule(motion, base, majority) + _put(motion) + _closed(motion),
            basis=words.basis(body.sort) + _matter(motion) + _answered(motion),
            digest=motion.box.final_digest if motion.box else None,
            facts={
                Fact.ENTITLED: count.entitled,
                Fact.PRESENT: count.present,
                Fact.FOR: count.for_,
                Fact.AGAINST: count.against,
                Fact.ABSTAIN: count.abstain,
                Fact.RECUSED: count.recused,
            },
            items=[*_spent(motion), *seats.items(motion)],
            body_id=body.id,
            text=motion.text,
            annuls_id=_annulled(motion),
            adopter_id=motion.closed_by or motion.meeting.chair_id,
            hands_down=_hands_down(motion),
        )


def _spent(motion: Motion) -> list[Item]:
    fen = motion.amount_fen
    return [Item(motion.title, fen, SUBJECT, motion.id)] if fen else []


def _hands_down(motion: Motion) -> HandedDown | None:
    said = motion.handing
    if said.until is None:
        return None
    return HandedDown(said.matters, said.until, said.scope)


def _matter(motion: Motion) -> str:
    """As what it was decided, and why its body decides that: what objections can name."""
    said = _("；列为“%(matter)s”", matter=MATTERS[matter_of(motion)])
    if motion.matter_reason is not None:
        who = words.led_by(motion, motion.matter_by)
        said += _("，由%(who)s改列：%(reason)s", who=who, reason=motion.matter_reason)
    if motion.delegation:
        return said + _("；依据授权：%(on)s", on=motion.delegation.basis)
    return said + (_("；属于本会自己的日常事务") if is_own_business(motion) else "")


def _put(motion: Motion) -> str:
    if motion.put_reason is None:
        return ""
    who = words.led_by(motion, motion.admitted_by)
    return _("；没有等联名，由%(who)s提交表决：%(reason)s", who=who, reason=motion.put_reason)


def _answered(motion: Motion) -> str:
    """What was answered to challenges, as far as there is room for it."""
    said = "".join(
        _(
            "；有成员提出异议：%(reason)s，居务监督委员会成员答复：%(answer)s",
            reason=one.reason,
            answer=one.answer,
        )
        for one in queries.challenges(motion.id)
        if one.answer is not None
    )
    return said if len(said) <= _ROOM else f"{said[:_ROOM]}……"


def _closed(motion: Motion) -> str:
    return _("；由%(who)s结束表决", who=words.led_by(motion, motion.closed_by))


def _annulled(motion: Motion) -> int | None:
    """What it annuls; nothing where another decision did so meanwhile (art. 30)."""
    if motion.annuls_id is None or annul_refusal(motion.meeting.body_id, motion.annuls_id):
        return None
    return motion.annuls_id
