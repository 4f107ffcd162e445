"""What the clerk and the chair type about minutes."""

from flask_babel import lazy_gettext as _l

from portal.core.documents import DocumentField
from portal.core.forms import Form, LineField, TextField, WholeNumberField, at_most, required
from portal.meetings.minutes.rules import NOTE_MAX, TEXT_MAX, TITLE_MAX


class _Seen(Form):
    """``version`` is that of the minutes which the person saw."""

    version = WholeNumberField()

    @property
    def seen(self) -> int:
        return self.version.data or 0


class TextForm(_Seen):
    text = TextField(
        _l("会议记录"),
        [required(_l("会议记录不能是空的")), at_most(TEXT_MAX)],
        render_kw={"rows": 24},
    )


class CorrectionForm(TextForm):
    note = TextField(
        _l("更正了什么，为什么（会公开）"),
        [required(_l("请写明更正了什么，更正会公开")), at_most(NOTE_MAX)],
        render_kw={"rows": 3, "maxlength": NOTE_MAX},
    )


class ReturnForm(Form):
    reason = TextField(
        _l("请记录人改什么"),
        [required(_l("请写明要改什么")), at_most(NOTE_MAX)],
        render_kw={"rows": 3, "maxlength": NOTE_MAX},
    )


class ApproveForm(_Seen):
    pass


class PaperForm(Form):
    title = LineField(_l("附件叫什么"), [required(_l("请写附件的名称")), at_most(TITLE_MAX)])
    file = DocumentField(_l("PDF 文件或照片"), [required(_l("请选一个文件"))])
