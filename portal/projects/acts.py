"""What can happen to a project: rooms name their acts here at import; each is a step on its page, a
public line of the record and a message to whoever follows it.
"""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import outbox
from portal.projects.rules import Move

PAGE = "/projects/%(project)s/"
_OPEN = {"number": "%(number)s", "title": "%(title)s"}  # filled in when a sentence is told
_LABELS: dict[str, LazyString] = {}


def act(code: str, label: LazyString) -> str:
    """Names an act and returns its code. ``label`` says what happened, as 合同签好了; it holds no
    placeholder. ValueError for a second meaning.
    """
    if code in _LABELS:
        raise ValueError(f"act {code} is named twice")
    _LABELS[code] = label
    line = _l("项目 %(number)s《%(title)s》：%(what)s", what=label, **_OPEN)
    message = _l("您关注的项目 %(number)s《%(title)s》有新进展：%(what)s。", what=label, **_OPEN)
    kind(kind_of(code), line, public=True, link=PAGE)
    outbox.kind(kind_of(code), message, PAGE)
    return code


def label(code: str) -> LazyString:
    """KeyError for an act that nobody named."""
    return _LABELS[code]


def kind_of(code: str) -> str:
    """The kind of its line on record, and of its message to followers."""
    return f"projects.{code}"


FOUND = act("found", _l("立项"))
SUPPLEMENT = act("supplement", _l("追加了钱"))
SCOPE = act("scope", _l("改了要做的内容"))
ANNULLED = act("annulled", _l("一份决议被废止"))
RESUMED = act("resumed", _l("停止的决议被废止，继续做"))
MANAGER = act("manager", _l("换了负责人"))
NOTE = act("note", _l("进展"))
DELAY = act("delay", _l("完工的日子推迟了"))
EARLIER = act("earlier", _l("完工的日子提前了"))
STAGE_ADDED = act("stage_added", _l("加了一个阶段"))
STAGE_DONE = act("stage_done", _l("一个阶段做完了"))
STAGE_MOVED = act("stage_moved", _l("一个阶段改了日子"))
CONTRACT_MORE = act("contract_more", _l("签了补充合同"))
PHOTO = act("photo", _l("加了照片"))
PHOTO_REMOVED = act("photo_removed", _l("拿掉了一张照片"))
act(Move.CONTRACT, _l("合同签好了"))
act(Move.BEGIN, _l("动工了"))
act(Move.FINISH, _l("做完了，等验收"))
act(Move.FIND_FAULTS, _l("验收发现问题，要整改"))
act(Move.MEND, _l("整改好了，等复验"))
act(Move.ACCEPT, _l("验收通过，受益的居民可以评一评"))
act(Move.REOPEN, _l("验收退回，重新等签字"))
act(Move.STOP, _l("按决议停止"))
