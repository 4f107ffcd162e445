"""What was paid for a project, on its page: registered at import."""

from portal.core.access import Asker
from portal.ledger import queries
from portal.projects import panels
from portal.projects.models import Project
from portal.projects.panels import Told

SHOWN = 5


def _paid(project: Project, _asker: Asker | None) -> Told | None:
    """The newest rows; None before anything was paid. How much in all the page says itself."""
    entries = queries.of_project(project.id, SHOWN + 1)
    return {"entries": entries[:SHOWN], "more": entries[SHOWN:]} if entries else None


panels.register("ledger", "ledger/_of_project.html", _paid)
panels.register_spent(queries.spent)
