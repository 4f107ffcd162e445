"""One decision, as a moderator sends it."""

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField
from wtforms.validators import AnyOf

from portal.core.forms import Form, TextField, WholeNumberField, at_most, required
from portal.moderation import words
from portal.moderation.rules import MODERATORS_MOVES, Move


def _goes_along(form: Form, field: Field) -> None:
    """A validator of nothing: which move needs these words is the rules' business, and whoever
    opened the field means to fill it in.
    """


_goes_along.field_flags = {"required": True}  # type: ignore[attr-defined]


class DecideForm(Form):
    """``wish`` is for the author alone; ``reason`` is published."""

    version = WholeNumberField(validators=[required(_l("页面不完整，请刷新后再试"))])
    move = HiddenField(validators=[AnyOf(MODERATORS_MOVES, _l("页面不完整，请刷新后再试"))])
    wish = TextField(_l("要作者改什么（只给作者看）"), [_goes_along, at_most(500)])
    reason = TextField(_l("原因（会公开，请不要写姓名）"), [_goes_along, at_most(500)])

    @property
    def words(self) -> str:
        """What the moderator wrote to go with this move."""
        return (self.wish.data if self.move.data == Move.ASK else self.reason.data) or ""

    def fail_without_words(self) -> None:
        if self.move.data == Move.ASK:
            self.fail("wish", words.WORDS_MISSING)
        else:
            self.fail("reason", words.REASON_MISSING)
