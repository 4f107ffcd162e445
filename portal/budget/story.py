"""A round's links in the story: the round, the project on its ballot, its fate, the resolution."""

from flask import url_for
from flask_babel import gettext as _

from portal.budget import pages, queries
from portal.budget.models import ListedProject, Round
from portal.core.db import db
from portal.story.chain import Keys, Link, Stage, register


def links(keys: Keys) -> list[Link]:
    round_ = db.session.get(Round, keys.round_id) if keys.round_id else None
    if round_ is None or round_.announced_at is None:
        return []
    address = url_for("budget.show", round_id=round_.id)
    found = [Link(Stage.ROUND, round_.title, address)]
    project = queries.project_of(round_.id, keys.listed_id) if keys.listed_id else None
    return [*found, *_of_project(round_, project)] if project else found


def _of_project(round_: Round, project: ListedProject) -> list[Link]:
    page = url_for("budget.project", round_id=round_.id, project_id=project.id)
    fate = pages.fate(round_, project)
    result = url_for("budget.result", round_id=round_.id) if fate else None
    label = _("已撤下") if project.withdrawn_at else _fate_words(round_, fate)
    found = [Link(Stage.BALLOT, project.title, page), Link(Stage.RESULT, label, result)]
    resolution = pages.resolution(round_) if fate and fate["won"] else None
    if resolution is not None:
        year, serial = resolution.year, resolution.serial
        address = url_for("resolutions.show", year=year, serial=serial)
        found.append(Link(Stage.RESOLUTION, resolution.number, address))
    return found


def _fate_words(round_: Round, fate: dict[str, object] | None) -> str:
    if fate is not None:
        return _("入选") if fate["won"] else _("未入选")
    return _("已作废") if round_.voided_at else _("还没有结果")


register(links)
