"""What the record says of acts on single people. None is public: they are about somebody."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind

ADDED = kind("roster.person_added", _l("登记了这位居民，原因：%(reason)s"))
DWELLING_ADDED = kind("roster.dwelling_added", _l("新建了一户：%(address)s，原因：%(reason)s"))
CORRECTED = kind("roster.person_corrected", _l("更正了登记的内容，原因：%(reason)s"))
MOVED = kind("roster.person_moved", _l("在本社区内搬家，原因：%(reason)s"))
LEFT = kind("roster.person_left", _l("记为已经搬走，原因：%(reason)s"))
DIED = kind("roster.person_died", _l("记为已经去世，原因：%(reason)s"))
STAYED = kind("roster.person_stayed", _l("核实仍住在这里，原因：%(reason)s"))
RETURNED = kind("roster.person_returned", _l("记为又住在这里，原因：%(reason)s"))
MERGED = kind("roster.people_merged", _l("两条登记合并为一条，原因：%(reason)s"))
REPRESENTS = kind("roster.delegate_named", _l("由这位居民担任户代表，原因：%(reason)s"))
REPRESENTS_NO_MORE = kind("roster.delegate_ended", _l("不再担任户代表，原因：%(reason)s"))
ASKED = kind("roster.correction_asked", _l("本人请求更正登记的内容"))
ANSWERED = kind("roster.correction_answered", _l("答复了更正的请求：%(answer)s"))

ABOUT_PEOPLE = (
    ADDED,
    CORRECTED,
    MOVED,
    LEFT,
    DIED,
    STAYED,
    RETURNED,
    MERGED,
    REPRESENTS,
    REPRESENTS_NO_MORE,
    ASKED,
    ANSWERED,
)
