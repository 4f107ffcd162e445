"""What the roster's pages say of rows, sheets and people, in the visitor's language."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.roster import cells, reading, sheet
from portal.roster.cells import TITLES, ResidenceKind
from portal.roster.reading import RosterWarning, RowError
from portal.roster.sheet import SheetError

KINDS = {
    ResidenceKind.REGISTERED: _l("户籍"),
    ResidenceKind.HABITUAL: _l("常住"),
    ResidenceKind.FLOATING: _l("流动"),
}


def titles(error: RowError) -> str:
    """The columns at fault."""
    return "、".join(_(TITLES[fault.field]) for fault in error.faults)


def reason(error: RowError) -> str:
    """Why a row is refused, and how to mend it."""
    return "".join(
        _(cells.MESSAGES[fault.problem]) % {**fault.details, "title": _(TITLES[fault.field])}
        for fault in error.faults
    )


def warning(one: RosterWarning) -> str:
    return _(reading.WARNING_MESSAGES[one.kind]) % one.details


def problem(error: SheetError) -> str:
    """Why a whole file cannot be read, and what to do."""
    return _(sheet.MESSAGES[error.problem]) % error.details
