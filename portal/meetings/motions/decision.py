"""What an adopted motion says as a resolution."""

from flask_babel import lazy_gettext as _l

from portal.bodies.rules import Base
from portal.core.i18n import official
from portal.meetings.motions import words
from portal.meetings.motions.models import Motion
from portal.meetings.quorum import Majority
from portal.resolutions import registry
from portal.resolutions.actions import Decision, Item, annul_refusal
from portal.resolutions.rules import Fact

SOURCE = registry.source("meetings.motion", [(_l("这件动议和表决"), "/motions/%(source)s/")])
SUBJECT = registry.subject("meetings.motion", "/motions/%(subject)s/")


def decision_of(motion: Motion, base: Base, majority: Majority) -> Decision:
    """With all figures, the rule in words, and its article; in Chinese, whoever closes."""
    fen, body = motion.amount_fen, motion.meeting.body
    count = motion.count
    with official():
        return Decision(
            source_kind=SOURCE,
            source_id=motion.id,
            title=motion.title,
            rule=words.rule(motion, base, majority),
            basis=words.basis(body.sort),
            digest=motion.box.final_digest if motion.box else None,
            facts={
                Fact.ENTITLED: count.entitled,
                Fact.PRESENT: count.present,
                Fact.FOR: count.for_,
                Fact.AGAINST: count.against,
                Fact.ABSTAIN: count.abstain,
                Fact.RECUSED: count.recused,
            },
            items=[Item(motion.title, fen, SUBJECT, motion.id)] if fen else [],
            body_id=body.id,
            text=motion.text,
            annuls_id=_annulled(motion),
        )


def _annulled(motion: Motion) -> int | None:
    """What it annuls; nothing where another decision did so meanwhile (art. 30)."""
    if motion.annuls_id is None or annul_refusal(motion.meeting.body_id, motion.annuls_id):
        return None
    return motion.annuls_id
