"""What its authors read when a proposal has moved on and a page of theirs has not: an old tab, the
back button, a neighbour who endorsed it meanwhile.
"""

from typing import NoReturn

from flask import abort, request

from portal.core.page import page
from portal.core.text import clean
from portal.proposals import pages, queries, words
from portal.proposals.models import Proposal


def on(proposal: Proposal, what: object = None) -> NoReturn:
    """Says what happened, and gives back what was typed and what was saved: 409.

    ``what``: in other words than its state gives.
    """
    typed = [
        (label, clean(request.form[name])[:2000])
        for name, label in words.TYPED.items()
        if request.method == "POST" and request.form.get(name, "").strip()
    ]
    abort(
        page(
            "proposals/moved.html",
            status=409,
            proposal=proposal,
            what=what or words.moved_on(proposal.state, queries.hidden(proposal)),
            typed=typed,
            change=pages.change_of(proposal),
        )
    )
