"""What was paid for a project, on its page: registered at import."""

from portal.core.access import Asker
from portal.ledger import queries
from portal.projects import panels
from portal.projects.models import Project
from portal.projects.panels import Told

SHOWN = 10


def _paid(project: Project, _asker: Asker | None) -> Told | None:
    """The newest rows, and how much in all; None before anything was paid."""
    entries = queries.of_project(project.id, SHOWN)
    if not entries:
        return None
    spent = queries.spent([project.id]).get(project.id, 0)
    return {"entries": entries, "spent_fen": spent, "left_fen": project.decided_fen - spent}


panels.register("ledger", "ledger/_of_project.html", _paid)
panels.register_spent(queries.spent)
