"""Reading projects."""

from portal.core.db import db
from portal.projects.models import Project


def by_id(project_id: int) -> Project | None:
    return db.session.get(Project, project_id)


def decided_fen(project_id: int) -> int:
    """What a project may cost in all, in fen; 0 for an unknown one. To spend by it, hold the
    project first (``actions.locked``).
    """
    found = by_id(project_id)
    return found.decided_fen if found else 0
