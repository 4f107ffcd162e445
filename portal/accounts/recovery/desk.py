"""The desk's help for somebody who lost password or telephone: whom, how they were checked, the
code, and telling the household on paper.
"""

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import queries as accounts
from portal.accounts.recovery import actions, queries, rules, words
from portal.accounts.recovery.actions import CannotIssue, FreshCode, Gone
from portal.accounts.recovery.forms import IssueForm, PeriodForm
from portal.accounts.recovery.rules import Fault, Issuer
from portal.core import clock, waiting
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.page import page, page_number, public_url, refused, row_id, see_other
from portal.core.qr import qr_svg
from portal.core.text import clean_line
from portal.roster.models import Person

bp = Blueprint("recovery_desk", __name__, url_prefix="/desk/recovery")
PAGE_SIZE = 20


@bp.get("/")
@needs(Can.HELP_RECOVER)
def index() -> Response:
    """Finds the person; below, every code that was handed out, and by whom."""
    wanted, now = clean_line(request.args.get("q", "")), clock.now()
    found = accounts.people_named(wanted, clock.today())
    given, pages = queries.handed_out(page_number(), PAGE_SIZE)
    return page(
        "recovery/index.html",
        wanted=wanted,
        found=found,
        with_account=queries.accounts_of(found),
        given=[(one, words.STATES[queries.state(one.code, now)]) for one in given],
        pages=pages,
        untold=waiting.ask([queries.waiting()])[0][0],
        checks=words.CHECKS,
    )


# ---- Handing out ----


@bp.get("/<int:person_id>/")
@needs(Can.HELP_RECOVER)
def ask(person_id: int) -> Response:
    return _asked(_person(person_id), IssueForm(formdata=None))


@bp.post("/<int:person_id>/")
@needs(Can.HELP_RECOVER)
def issue(person_id: int) -> Response:
    """The code, answered once and kept nowhere; or the form again with its fault."""
    form = IssueForm()
    form.offer(queries.other_adults(_person(person_id), clock.today()))
    if not form.validate():
        return _asked(_person(person_id), form, 422)
    try:
        with writing():
            fresh = actions.issue(person_id, form.newest_seen, form.checked, _issuer(), clock.now())
    except LookupError:
        abort(404)
    except CannotIssue as refusal:
        _fail(form, refusal.fault)
        return _asked(_person(person_id), form, 422)
    return _sheet(fresh)


def _issuer() -> Issuer:
    me = asker()
    return Issuer(me.person_id, me.household_id, frozenset(me.roles))


def _fail(form: IssueForm, fault: Fault) -> None:
    if fault is Fault.NO_SUCH_WITNESS:
        form.fail("witness", words.FAULTS[fault])
    else:
        form.form_errors.append(words.FAULTS[fault])


def _asked(person: Person, form: IssueForm, status: int = 200) -> Response:
    """The form, or why there is none for this person and this member of staff. It shows the last
    code, and carries that it was shown.
    """
    today = clock.today()
    form.offer(queries.other_adults(person, today))
    fault = rules.issue_fault(queries.holder(person, today), _issuer())
    newest = queries.newest_of(person.id)
    form.newest.data = str(newest.id if newest else 0)
    return page(
        "recovery/issue.html",
        status=status,
        person=person,
        form=form,
        fault=words.FAULTS[fault] if fault else None,
        newest=newest,
        newest_state=words.STATES[queries.state(newest, clock.now())] if newest else None,
        hours=actions.HOURS(),
    )


def _sheet(fresh: FreshCode) -> Response:
    url = public_url("recovery.start")
    return page("recovery/code.html", fresh=fresh, code_qr=qr_svg(url), address=url)


def _person(person_id: int) -> Person:
    return db.session.get(Person, person_id) or abort(404)


@bp.post("/codes/<int:recovery_id>/revoke/")
@needs(Can.HELP_RECOVER)
def revoke(recovery_id: int) -> Response:
    """A household called: it was not so."""
    try:
        with writing():
            recovery = queries.by_id(recovery_id) or abort(404)
            actions.revoke(recovery, asker().person_id, clock.now())
    except Gone:
        flash(_("这个找回码已经用过、过期或作废了。"), "waiting")
    else:
        flash(_("这个找回码已经作废。"), "good")
    return see_other(".index")


# ---- Telling the household on paper ----


@bp.get("/told/")
@needs(Can.HELP_RECOVER)
def told() -> Response:
    """What is still to be posted in each building or delivered: a sheet for each."""
    form = PeriodForm(request.args)
    if not form.validate():
        return refused("recovery/told.html", form=form, buildings=[])
    return page("recovery/told.html", form=form, buildings=queries.untold(*form.days))


@bp.post("/told/")
@needs(Can.HELP_RECOVER)
def mark_told() -> Response:
    ids = {row_id(one) for one in request.form.getlist("recovery")}
    with writing():
        count = actions.mark_told(ids, asker().person_id, clock.now())
    if count:
        flash(_("记下了：%(n)s 户已经贴出或送到。", n=count), "good")
    else:
        flash(_("没有可记的：可能刚才已经记过了。"), "waiting")
    return see_other(".told")
