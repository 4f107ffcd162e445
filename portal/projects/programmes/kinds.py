"""What the record says of programmes."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind

_PAGE = "/programmes/%(programme)s/"


def _public(code: str, sentence: object) -> str:
    return kind(f"programme.{code}", sentence, public=True, link=_PAGE)  # type: ignore[arg-type]


FOUNDED = _public("founded", _l("设立计划《%(title)s》，依据 %(resolution)s"))
TARGET = _public(
    "target", _l("第 %(programme)s 号计划：写下目标“%(what)s”，共 %(number)s %(unit)s")
)
CHANGED = _public(
    "changed",
    _l(
        "第 %(programme)s 号计划：%(year)s 年的目标“%(what)s”从 %(was)s 改为 %(number)s，"
        "依据 %(resolution)s，原因：%(reason)s"
    ),
)
REPORTED = _public(
    "reported",
    _l("第 %(programme)s 号计划：“%(what)s”又完成 %(number)s %(unit)s（第 %(line)s 行）"),
)
CORRECTED = _public(
    "corrected",
    _l("第 %(programme)s 号计划：第 %(was)s 行更正为 %(number)s %(unit)s（第 %(line)s 行）"),
)
JOINED = _public("joined", _l("第 %(programme)s 号计划：项目 %(project)s 归入"))
LEFT = _public("left", _l("第 %(programme)s 号计划：项目 %(project)s 移出"))
