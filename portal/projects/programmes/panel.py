"""A project's page names the programme to which it belongs: registered at import."""

from portal.core import clock
from portal.core.access import Asker
from portal.projects import panels
from portal.projects.models import Project
from portal.projects.panels import Told
from portal.projects.programmes import queries


def _told(project: Project, asker: Asker | None) -> Told | None:
    found = queries.of_project(project)
    return None if found is None else {"programme": found, "today": clock.today()}


panels.register("programme", "projects/programmes/_of_project.html", _told)
