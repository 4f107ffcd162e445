"""The desk's work on single people: an entry, what can be done to it, and who is missing."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.page import page, page_number, row_id, see_other
from portal.core.text import clean_line
from portal.roster import asking, queries, rules, upkeep, words
from portal.roster.asking import Outcome
from portal.roster.forms import (
    STAYS,
    AddForm,
    AnswerForm,
    CorrectForm,
    DelegateForm,
    DoorForm,
    ReasonForm,
    WhereaboutsForm,
)
from portal.roster.merging import CannotMerge, merge
from portal.roster.models import Household, Person, RosterRequest
from portal.roster.rules import Act, Leaving, Refusal, Refused
from portal.roster.upkeep import By

bp = Blueprint("people", __name__, url_prefix="/desk/roster")
PAGE_SIZE = 20
DEEDS_SHOWN = 50


@dataclass(frozen=True)
class Task:
    """A page that does one act to a person. ``make``: its form, with what stands filled in."""

    act: Act
    title: LazyString
    button: LazyString
    make: Callable[[Person], ReasonForm]
    run: Callable[[int, Any, By], None]
    intro: LazyString | None = None


def _correcting(person: Person) -> CorrectForm:
    return CorrectForm(obj=person)


def _housing(_person: Person) -> DoorForm:
    form = DoorForm()
    form.offer(queries.buildings())
    return form


def _asking(person: Person) -> WhereaboutsForm:
    form = WhereaboutsForm()
    form.for_whom(is_missing=person.missing_since is not None)
    return form


def _correct(person_id: int, form: CorrectForm, by: By) -> None:
    upkeep.correct(person_id, form.seen.data or "", form.entry, by)


def _move(person_id: int, form: DoorForm, by: By) -> None:
    upkeep.move(person_id, form.seen.data or "", form.door, by)


def _settle(person_id: int, form: WhereaboutsForm, by: By) -> None:
    seal, outcome = form.seen.data or "", form.outcome.data
    if outcome == STAYS:
        upkeep.stay(person_id, seal, by)
    else:
        upkeep.leave(person_id, seal, Leaving(outcome), form.left_on, by)


def _come_back(person_id: int, form: DoorForm, by: By) -> None:
    upkeep.come_back(person_id, form.seen.data or "", form.door, by)


TASKS = {
    "correct": Task(Act.CORRECT, _l("更正登记"), _l("保存更正"), _correcting, _correct),
    "move": Task(
        Act.MOVE,
        _l("在本社区内搬家"),
        _l("记下新住处"),
        _housing,
        _move,
        _l("账号、职务都跟着本人，不用另办。户代表不跟着走，新的一户要另选。"),
    ),
    "whereabouts": Task(
        Act.LEAVE,
        _l("还住在这里吗"),
        _l("记下来"),
        _asking,
        _settle,
        _l("记为搬走或去世以后，从那一天起不再上选民名册；登记不会删去。"),
    ),
    "return": Task(Act.RETURN, _l("又住在这里"), _l("记下住处"), _housing, _come_back),
}


# ---- An entry ----


@bp.get("/people/<int:person_id>/")
@needs(Can.MAINTAIN_ROSTER)
def show(person_id: int) -> Response:
    """What the roster says of somebody, what can be done, and what was."""
    person = _person(person_id)
    stands = upkeep.status(person, clock.today())
    is_own = person.id == asker().person_id
    possible = set() if is_own else rules.possible(stands)
    return page(
        "roster/person.html",
        person=person,
        stands=stands,
        is_own=is_own,
        may_merge=Act.MERGE in possible,
        tasks={name: task for name, task in TASKS.items() if task.act in possible},
        deeds=queries.history(person_id, DEEDS_SHOWN),
        words=words,
    )


@bp.get(f"/people/<int:person_id>/<any({', '.join(TASKS)}):name>/")
@needs(Can.MAINTAIN_ROSTER)
def ask(person_id: int, name: str) -> Response:
    person = _person(person_id)
    return _task_page(person, name, TASKS[name].make(person))


@bp.post(f"/people/<int:person_id>/<any({', '.join(TASKS)}):name>/")
@needs(Can.MAINTAIN_ROSTER)
def do(person_id: int, name: str) -> Response:
    task, person = TASKS[name], _person(person_id)
    was_missing, form = person.missing_since is not None, task.make(person)
    if not _done(form, lambda by: task.run(person_id, form, by)):
        return _task_page(_person(person_id), name, form, 422)
    flash(_("已经记下。"), "good")
    if was_missing and name == "whereabouts":
        return see_other(".missing")
    return see_other(".show", person_id=person_id)


def _task_page(person: Person, name: str, form: ReasonForm, status: int = 200) -> Response:
    task = TASKS[name]
    refusal = upkeep.refusal(task.act, person, asker().person_id, clock.today())
    meanwhile = _meanwhile(form, person)
    if meanwhile:
        form.catch_up(upkeep.facts(person))
    if _looks_anew(form):
        form.stood.data = json.dumps(upkeep.facts(person), ensure_ascii=False)
        form.seen.data = upkeep.seen(person)
    return page(
        "roster/task.html",
        status=status,
        person=person,
        task=task,
        form=form,
        refusal=words.REFUSALS[refusal] if refusal else None,
        meanwhile=meanwhile,
        words=words,
    )


def _looks_anew(form: ReasonForm) -> bool:
    """Whether the page shows what stands now. A form that came back for another reason keeps its
    seal: what somebody has changed since must not slip by unseen.
    """
    return not form.is_submitted() or _is_overtaken(form)


def _is_overtaken(form: ReasonForm) -> bool:
    return words.REFUSALS[Refusal.CHANGED_MEANWHILE] in form.form_errors


def _meanwhile(form: ReasonForm, person: Person) -> dict[str, Any] | None:
    """What came in between, and whose act it was; a sheet's changes are nobody's."""
    if not _is_overtaken(form):
        return None
    stood, stands = form.stood_facts, upkeep.facts(person)
    was, now_is = rules.changed({name: stood.get(name) for name in stands}, stands)
    deed = next(iter(queries.history(person.id, 1)), None)
    is_theirs = deed is not None and now_is.items() <= deed.fact.payload.get("after", {}).items()
    lines = words.differences({"before": was, "after": now_is})
    return {"lines": lines, "deed": deed if is_theirs else None}


def _done(form: ReasonForm, act: Callable[[By], object]) -> bool:
    """Does the act with what the form says; where it is refused, the form says why."""
    if not form.validate():
        return False
    me = asker()
    by = By(me.person_id, clock.now(), form.reason.data or "", me.can(Can.GRANT_ROLES))
    try:
        with writing():
            act(by)
    except Refused as no:
        _fail(form, no)
    except CannotMerge as no:
        form.form_errors.append(no.sentence)
    except IntegrityError:
        form.form_errors.append(words.JUST_ENTERED)
    except LookupError:
        abort(404)
    else:
        return True
    return False


def _fail(form: ReasonForm, no: Refused) -> None:
    """Puts a refusal at the field that it is about, else over the form."""
    about = (name for name in words.REFUSAL_FIELDS.get(no.reason, ()) if name in form)
    field = next(about, None)
    if field:
        form.fail(field, words.REFUSALS[no.reason])
    else:
        form.form_errors.append(words.REFUSALS[no.reason])


def _person(person_id: int) -> Person:
    return queries.entry(person_id) or abort(404)


# ---- Two entries of one person ----


@bp.get("/people/<int:person_id>/merge/")
@needs(Can.MAINTAIN_ROSTER)
def doubles(person_id: int) -> Response:
    """Which other entry is the same person's: likely ones, or whoever a search finds."""
    person, typed = _person(person_id), clean_line(request.args.get("q", ""))
    found = queries.people(typed, None, 1, PAGE_SIZE) if typed else queries.likely_doubles(person)
    others = [one for one in found if one.id != person.id and one.merged_into_id is None]
    return page("roster/doubles.html", person=person, typed=typed, others=others, words=words)


@bp.get("/people/<int:person_id>/merge/<int:other_id>/")
@needs(Can.MAINTAIN_ROSTER)
def ask_merge(person_id: int, other_id: int) -> Response:
    return _merge_page(person_id, other_id, ReasonForm())


@bp.post("/people/<int:person_id>/merge/<int:other_id>/")
@needs(Can.MAINTAIN_ROSTER)
def do_merge(person_id: int, other_id: int) -> Response:
    """The first stays, the other becomes part of it."""
    form = ReasonForm()
    kept, _dot, dropped = (form.seen.data or "").partition(".")
    if not _done(form, lambda by: merge(person_id, other_id, (kept, dropped), by)):
        return _merge_page(person_id, other_id, form, 422)
    flash(_("两条登记已经合并。"), "good")
    return see_other(".show", person_id=person_id)


def _merge_page(keep_id: int, drop_id: int, form: ReasonForm, status: int = 200) -> Response:
    keep, drop = _person(keep_id), _person(drop_id)
    if _looks_anew(form):
        form.seen.data = f"{upkeep.seen(keep)}.{upkeep.seen(drop)}"
    return page("roster/merge.html", status=status, keep=keep, drop=drop, form=form, words=words)


# ---- Somebody new ----


@bp.get("/people/new/")
@needs(Can.MAINTAIN_ROSTER)
def new() -> Response:
    form = _adding()
    home = queries.household(row_id(request.args.get("household")))
    if home:
        form.building.data, form.unit.data, form.room.data = home.building_id, home.unit, home.room
    return page("roster/new_person.html", form=form, words=words)


def _adding() -> AddForm:
    form = AddForm()
    form.offer(queries.buildings())
    return form


@bp.post("/people/new/")
@needs(Can.MAINTAIN_ROSTER)
def add() -> Response:
    form, added = _adding(), list[int]()
    if not _done(form, lambda by: added.append(upkeep.add(form.entry, form.door, by).id)):
        return page("roster/new_person.html", status=422, form=form, words=words)
    flash(_("已经登记。需要账号的，可以到“开通纸条”打印。"), "good")
    return see_other(".show", person_id=added[0])


# ---- A household ----


@bp.get("/households/<int:household_id>/")
@needs(Can.MAINTAIN_ROSTER)
def household(household_id: int) -> Response:
    return _household_page(household_id)


@bp.post("/households/<int:household_id>/")
@needs(Can.MAINTAIN_ROSTER)
def name_delegate(household_id: int) -> Response:
    form = _delegates(_home(household_id), DelegateForm())
    seal, chosen = form.seen.data or "", form.person
    if not _done(form, lambda by: upkeep.name_delegate(household_id, seal, chosen.data, by)):
        return _household_page(household_id, form)
    flash(_("已经记下户代表。"), "good")
    return see_other(".household", household_id=household_id)


def _household_page(household_id: int, form: DelegateForm | None = None) -> Response:
    home, today = _home(household_id), clock.today()
    people = queries.residents_of(household_id, today)
    status, form = (422 if form else 200), _delegates(home, form or DelegateForm(formdata=None))
    if _looks_anew(form):
        form.seen.data = upkeep.household_seen(people)
    return page(
        "roster/household.html", status=status, home=home, people=people, form=form, words=words
    )


def _delegates(home: Household, form: DelegateForm) -> DelegateForm:
    form.offer(queries.residents_of(home.id, clock.today()))
    return form


def _home(household_id: int) -> Household:
    return queries.household(household_id) or abort(404)


# ---- Who is missing ----


@bp.get("/missing/")
@needs(Can.MAINTAIN_ROSTER)
def missing() -> Response:
    """People whom a full sheet did not list: somebody asks after each."""
    return page("roster/missing.html", people=queries.missing(page_number(), PAGE_SIZE))


# ---- Corrections that residents have asked for ----


@bp.get("/requests/")
@needs(Can.MAINTAIN_ROSTER)
def requests() -> Response:
    return page("roster/requests.html", requests=queries.requests(page_number(), PAGE_SIZE))


@bp.get("/requests/<int:request_id>/")
@needs(Can.MAINTAIN_ROSTER)
def show_request(request_id: int) -> Response:
    return _request_page(request_id, AnswerForm())


@bp.post("/requests/<int:request_id>/")
@needs(Can.MAINTAIN_ROSTER)
def answer(request_id: int) -> Response:
    form = AnswerForm()
    if not form.validate():
        return _request_page(request_id, form, 422)
    outcome, said = Outcome(form.outcome.data), form.answer.data or ""
    try:
        with writing():
            asking.answer(request_id, outcome, said, asker().person_id, clock.now())
    except LookupError:
        abort(404)
    except Refused as no:
        form.form_errors.append(words.REFUSALS[no.reason])
        return _request_page(request_id, form, 422)
    flash(_("已经答复，本人会看到。"), "good")
    return see_other(".requests")


def _request_page(request_id: int, form: AnswerForm, status: int = 200) -> Response:
    asked = db.session.get(RosterRequest, request_id) or abort(404)
    person = _person(asked.person_id)
    return page(
        "roster/request.html", status=status, asked=asked, person=person, form=form, words=words
    )
