"""What is typed about ratings."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice

from portal.core.forms import TextField, at_most, no_identity_number, required
from portal.projects.acceptance.forms import Own
from portal.projects.ratings import words
from portal.projects.ratings.rules import REPLY_MAX, TEXT_MAX


def _picked(given: object) -> int:
    """Of the five; 0 for nothing and for nonsense."""
    return int(str(given)) if str(given) in {str(one) for one in words.LEVELS} else 0


class RateForm(Own):
    """Each number of stars is a button of its own that sends the form."""

    stars = RadioField(
        _l("您觉得办得怎么样"),
        coerce=_picked,
        choices=[SelectChoice(str(one), label) for one, label in words.LEVELS.items()],
        validate_choice=False,
    )
    text = TextField(
        _l("想说的话"),
        [at_most(TEXT_MAX), no_identity_number],
        render_kw={"rows": 3, "maxlength": TEXT_MAX},
    )


class ReplyForm(Own):
    text = TextField(
        _l("答复（会公开）"),
        [required(_l("请写明答复。")), at_most(REPLY_MAX), no_identity_number],
        render_kw={"rows": 3, "maxlength": REPLY_MAX},
    )
