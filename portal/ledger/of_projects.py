"""What was paid for a project, on its page: registered at import."""

from portal.core.access import Asker
from portal.ledger import queries, story
from portal.projects import panels
from portal.projects.models import Project
from portal.projects.panels import Paid, Told

SHOWN = 5


def _paid(project: Project, _asker: Asker | None) -> Told | None:
    """The newest rows; None before anything was paid. How much in all the page says itself."""
    entries, fen = queries.paid_for(project.id, SHOWN + 1)
    if not entries:
        return None
    paid = Paid(fen, tuple(story.link(one) for one in entries[: story.SHOWN]))
    return {"entries": entries[:SHOWN], "more": entries[SHOWN:], "paid": paid}


panels.register("ledger", "ledger/_of_project.html", _paid)
panels.register_spent(queries.spent)
