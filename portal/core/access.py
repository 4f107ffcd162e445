"""Who may open which door: the roles, what each grants, and the guard at every route.

A view names its key with ``@needs(Can.X)`` or declares itself ``@public``; the app refuses to
start otherwise. Questions about one object are predicates in the rooms' rules.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, abort, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response


class Role(StrEnum):
    RESIDENT = "resident"
    REPRESENTATIVE = "representative"
    COUNCIL_MEMBER = "council_member"
    COMMITTEE_MEMBER = "committee_member"
    DIRECTOR = "director"
    SUPERVISOR = "supervisor"
    STATION_STAFF = "station_staff"
    GRID_WORKER = "grid_worker"
    TEAM_LEADER = "team_leader"
    GROUP_LEADER = "group_leader"
    PARTY_ORGANIZATION = "party_organization"
    SUBDISTRICT_OBSERVER = "subdistrict_observer"
    ADMINISTRATOR = "administrator"


class Can(StrEnum):
    USE_OWN_PAGES = "use_own_pages"
    CAST_BALLOT = "cast_ballot"
    SEE_DESK = "see_desk"
    MAINTAIN_ROSTER = "maintain_roster"
    PRINT_SLIPS = "print_slips"
    HELP_RECOVER = "help_recover"
    GRANT_ROLES = "grant_roles"
    PREPARE_ROUND = "prepare_round"
    STOP_ROUND = "stop_round"
    WITNESS_KEY = "witness_key"
    AMEND_ROLL = "amend_roll"
    CERTIFY_ROUND = "certify_round"
    MODERATE = "moderate"
    MODERATE_DEMANDS = "moderate_demands"
    OBJECT = "object"
    PROPOSE = "propose"
    SCREEN_PROPOSALS = "screen_proposals"
    ENTER_WISHES = "enter_wishes"
    ANSWER_OBJECTIONS = "answer_objections"
    CHANGE_SETTINGS = "change_settings"
    RESET_SECOND_STEP = "reset_second_step"
    RAISE_TOPIC = "raise_topic"
    SCREEN_TOPICS = "screen_topics"
    SCREEN_TOPICS_FIRST = "screen_topics_first"
    KEEP_BODIES = "keep_bodies"
    DELEGATE = "delegate"
    CONFIRM_DELEGATIONS = "confirm_delegations"
    CONVENE = "convene"
    CHECK_FOLLOWUPS = "check_followups"
    RUN_ELECTION = "run_election"
    KEEP_PROJECTS = "keep_projects"
    ACCEPT_PROJECTS = "accept_projects"
    KEEP_BOOKS = "keep_books"
    APPROVE_ENTRIES = "approve_entries"
    SIGN_ENTRIES = "sign_entries"
    DISCLOSE = "disclose"
    READ_COMPLAINTS = "read_complaints"
    RUN_APPRAISALS = "run_appraisals"
    REPLY_TO_APPRAISALS = "reply_to_appraisals"
    WITNESS_SEATS = "witness_seats"


_OWN = {Can.USE_OWN_PAGES, Can.CAST_BALLOT}
_COMMITTEE = {
    Can.SEE_DESK,
    Can.PREPARE_ROUND,
    Can.MAINTAIN_ROSTER,
    Can.PRINT_SLIPS,
    Can.HELP_RECOVER,
    Can.MODERATE,
    Can.SCREEN_PROPOSALS,
    Can.ENTER_WISHES,
    Can.SCREEN_TOPICS,
    Can.CONVENE,
    Can.RUN_ELECTION,
    Can.KEEP_PROJECTS,
    Can.KEEP_BOOKS,
    Can.DISCLOSE,
}

GRANTS: dict[Role, set[Can]] = {
    Role.RESIDENT: _OWN | {Can.OBJECT, Can.PROPOSE, Can.RAISE_TOPIC},
    Role.REPRESENTATIVE: set(),
    Role.COUNCIL_MEMBER: set(),
    Role.COMMITTEE_MEMBER: _COMMITTEE,
    Role.DIRECTOR: _COMMITTEE
    | {
        Can.CERTIFY_ROUND,
        Can.CHANGE_SETTINGS,
        Can.RESET_SECOND_STEP,
        Can.KEEP_BODIES,
        Can.DELEGATE,
        Can.APPROVE_ENTRIES,
        Can.REPLY_TO_APPRAISALS,
    },
    Role.SUPERVISOR: {
        Can.SEE_DESK,
        Can.STOP_ROUND,
        Can.WITNESS_KEY,
        Can.AMEND_ROLL,
        Can.ANSWER_OBJECTIONS,
        Can.CHECK_FOLLOWUPS,
        Can.CONFIRM_DELEGATIONS,
        Can.MODERATE_DEMANDS,
        Can.ACCEPT_PROJECTS,
        Can.SIGN_ENTRIES,
        Can.READ_COMPLAINTS,
        Can.RUN_APPRAISALS,
        Can.WITNESS_SEATS,
    },
    Role.STATION_STAFF: {Can.SEE_DESK, Can.HELP_RECOVER, Can.ENTER_WISHES},
    Role.GRID_WORKER: {Can.SEE_DESK, Can.PRINT_SLIPS, Can.HELP_RECOVER, Can.ENTER_WISHES},
    Role.TEAM_LEADER: set(),
    Role.GROUP_LEADER: set(),
    Role.PARTY_ORGANIZATION: {
        Can.SEE_DESK,
        Can.SCREEN_TOPICS_FIRST,
        Can.MODERATE_DEMANDS,
        Can.WITNESS_SEATS,
    },
    Role.SUBDISTRICT_OBSERVER: {Can.SEE_DESK, Can.READ_COMPLAINTS},
    Role.ADMINISTRATOR: {
        Can.SEE_DESK,
        Can.MAINTAIN_ROSTER,
        Can.HELP_RECOVER,
        Can.GRANT_ROLES,
        Can.CHANGE_SETTINGS,
        Can.RESET_SECOND_STEP,
        Can.KEEP_BODIES,
    },
}


def granted(roles: frozenset[Role]) -> frozenset[Can]:
    """Everything that the roles allow together."""
    return frozenset().union(*(GRANTS[role] for role in roles))


@dataclass(frozen=True)
class Asker:
    """Who sent this request: a snapshot, bound to no transaction.

    ``withheld``: keys of an office that wait until its holder has set up the second step.
    """

    session_token: str
    session_id: int
    account_id: int
    person_id: int
    household_id: int | None
    name: str
    roles: frozenset[Role]
    cans: frozenset[Can] = field(default_factory=frozenset)
    withheld: frozenset[Can] = field(default_factory=frozenset)

    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def is_staff(self) -> bool:
        return Can.SEE_DESK in self.cans

    @property
    def is_on_duty(self) -> bool:
        """Whether an office of theirs opens the desk, now or once the second step is set up."""
        return Can.SEE_DESK in self.cans | self.withheld

    def get_id(self) -> str:
        return self.session_token

    def can(self, what: Can) -> bool:
        return what in self.cans


def asker() -> Asker:
    """The signed-in person of this request; only behind a door that needs one."""
    return cast(Asker, current_user._get_current_object())


def asker_or_none() -> Asker | None:
    """The signed-in person, or None for a passer-by."""
    return asker() if current_user.is_authenticated else None


View = TypeVar("View", bound=Callable[..., Any])
_PUBLIC = "public"


def needs(can: Can) -> Callable[[View], View]:
    """Only someone whose roles grant ``can`` today may call this view."""

    def mark(view: View) -> View:
        view.door = can  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Anyone may call this view."""
    view.door = _PUBLIC  # type: ignore[attr-defined]
    return view


def door_of(app: Flask, endpoint: str) -> str:
    """The key of a route: ``public`` or the value of a Can. KeyError where none was named."""
    door = getattr(app.view_functions[endpoint], "door", None)
    if door is None:
        raise KeyError(endpoint)
    return str(door)


def is_public(endpoint: str | None) -> bool:
    """Whether this request's view asks for no key; so does an address that leads nowhere."""
    return endpoint is None or door_of(current_app, endpoint) == _PUBLIC


def guard_doors(app: Flask) -> None:
    """Refuses to start with a door that names no key, and stands at every door."""
    unmarked = [e for e in app.view_functions if not hasattr(app.view_functions[e], "door")]
    if unmarked:
        raise RuntimeError(f"routes without @needs or @public: {sorted(unmarked)}")
    app.before_request(_guard)


def _guard() -> Response | None:
    if request.endpoint is None or is_public(request.endpoint):
        return None
    door = door_of(current_app, request.endpoint)
    if not current_user.is_authenticated:
        return to_login()
    if Can(door) in asker().withheld:
        return redirect(url_for("second.set_up"), code=303)
    if Can(door) not in asker().cans:
        abort(403)
    return None


def to_login() -> Response:
    """Sends a passer-by to the log-in, and back to the page they asked for afterwards. What a form
    held is not kept: they are told so, and come back to the page with the form.
    """
    if request.method == "GET":
        wanted: str | None = request.full_path.rstrip("?")
    else:
        wanted = page_of_the_form()
        flash(
            _("还没有登录，刚才的操作没有办成，填的内容没有存下。登录以后，请再做一次。"), "waiting"
        )
    return redirect(url_for("accounts.login", next=wanted), code=303)


def page_of_the_form() -> str | None:
    """The page on which a form was filled in, as the browser names it; None where it is none."""
    named = urlsplit(request.referrer or "")
    doors = current_app.create_url_adapter(request)
    here = named.netloc == request.host and doors and doors.test(named.path, method="GET")
    return urlunsplit(("", "", named.path, named.query, "")) if here else None
