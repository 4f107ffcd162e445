"""What the second page keeps beside its words: an estimate that fits, a photo that is good."""

from flask import current_app, flash
from flask_babel import gettext as _

from portal.budget.rules import ProjectKind
from portal.core import clock, images, store
from portal.core.access import asker
from portal.core.db import db, writing
from portal.proposals import habits, queries, rules, words
from portal.proposals.actions import writing as acts
from portal.proposals.actions.writing import TooMany
from portal.proposals.forms import DetailForm
from portal.proposals.models import Proposal


def estimate_fits(form: DetailForm, proposal: Proposal) -> bool:
    """Within the cap of its kind and the round's money; else its field says so."""
    if form.estimate_fen.data is None:
        return True
    cap, amount = habits.CAPS[ProjectKind(form.kind.data)](), proposal.round.amount_fen
    fault = rules.cost_fault(form.estimate_fen.data, cap, amount)
    if fault:
        form.fail("estimate_fen", words.cost_fault(fault, cap, amount))
    return fault is None


def photo(proposal_id: int, form: DetailForm) -> bool:
    """The picture is on disk before the row that names it; decoded with no transaction open. False
    where it could not be kept: then its field says so. NotAuthor.
    """
    if form.photo.errors or form.caption.errors:
        form.fail("photo", _("照片没有存下，请再选一次"))
        return False
    folder, body = current_app.config["PORTAL"].uploads, form.photo.data
    db.session.rollback()
    digest, thumb = store.keep(folder, body), store.keep(folder, images.thumbnail(body))
    try:
        with writing():
            acts.add_photo(
                queries.locked(proposal_id),
                asker().person_id,
                digest,
                thumb,
                form.caption.data or "",
                clock.now(),
            )
    except TooMany:
        form.fail("photo", _("最多 %(n)s 张照片", n=habits.PHOTOS()))
        return False
    form.caption.data = ""
    if form.errors:
        flash(_("照片已经存好，不用再选。"), "good")
    return True
