"""Projects in the search of the whole portal: registered at import."""

from flask import url_for
from flask_babel import lazy_gettext as _l

from portal.core import clock
from portal.projects import queries, words
from portal.projects.models import Project
from portal.search import registry
from portal.search.registry import Found, Hit


def find(key: str, most: int) -> Found:
    """The newest that hold it; two queries."""
    hits = [_hit(one) for one in queries.matching(key, most)]
    return Found(hits, queries.matching_count(key))


def _hit(one: Project) -> Hit:
    address = url_for("projects.show", project_id=one.id)
    on, note = clock.local(one.founded_at).date(), str(words.STATES[one.state])
    return Hit(f"{one.number} {one.title}", address, on, note)


registry.register("projects", _l("项目"), "/projects/?q=%(q)s", find)
