"""Whatever is sent to the proposals' pages is answered with a page, and runs nowhere."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from portal.core import clock, outbox
from portal.core.access import Role
from portal.core.db import db, writing
from portal.moderation.models import Item
from portal.moderation.rules import Move
from portal.proposals import queries
from portal.proposals.actions import screening, talking
from portal.proposals.actions.screening import Act
from portal.proposals.models import (
    Answer,
    Authorship,
    Endorsement,
    Follow,
    Point,
    Proposal,
    Question,
    Revision,
    Step,
)
from portal.proposals.rules import Side
from tests.budget.conftest import RoundInTest
from tests.proposals import making
from tests.proposals.making import DETAILS, NEED, collecting_round, get, published, screened
from tests.proposals.test_talking import judge
from tests.world import World, post, token

ROOMS = ("proposals", "drafting", "withdrawing", "speaking", "screening")
SCRIPT = "<script>alert(1)</script>"
EVIL = f"\"'>{{{{7*7}}}}<img src=x onerror=alert(1)>{SCRIPT}"
TABLES = (Proposal, Revision, Authorship, Endorsement, Follow, Question, Answer, Point, Step, Item)


@pytest.fixture
def made(world: World) -> RoundInTest:
    return collecting_round(world, needed=2)


@pytest.fixture
def everyone(world: World) -> FlaskClient:
    """A resident who also sits in the committee: no page is closed to them by their role."""
    return world.staff(Role.COMMITTEE_MEMBER)


def rules(world: World, method: str) -> list[Rule]:
    return [
        rule
        for rule in world.app.url_map.iter_rules()
        if rule.endpoint.split(".")[0] in ROOMS and method in (rule.methods or ())
    ]


def addresses(world: World, method: str, number: object) -> Iterator[str]:
    """Every address of the room, with ``number`` for each id."""
    for rule in rules(world, method):
        filled = re.sub(r"<int:\w+>", str(number), rule.rule)
        filled = re.sub(r"<any\((\w+), \w+\):\w+>", r"\1", filled)
        if str(number) in filled:
            yield filled


def rows() -> list[tuple[str, int]]:
    db.session.rollback()
    return [(table.__tablename__, db.session.query(table).count()) for table in TABLES]


PAGES = ("edit", "details", "check", "withdraw", "authors")


# ---- Words that would be more than words


def evil_proposal(world: World, made: RoundInTest) -> int:
    """Every field of it, and everything that is said about it."""
    text = dict.fromkeys(("title", "place", "beneficiaries", "estimate_note"), EVIL[:60])
    author = world.account(world.person(name=SCRIPT))
    proposal_id = making.submitted(made, author.person_id, **{**text, "need": EVIL})
    making.read(proposal_id, world.person().id)
    asker, now = world.person().id, clock.now()
    with writing():
        row = queries.locked(proposal_id)
        question = talking.ask(row, asker, EVIL, now)
        talking.make_point(row, asker, Side.FOR, EVIL, now)
        talking.make_point(row, world.person().id, Side.AGAINST, EVIL, now)
    for table in (Question, Point):
        for one in db.session.query(table).all():
            judge(world, one, Move.APPROVE)
    with writing():
        asked = db.session.get_one(Question, question.id)
        talking.answer(asked, world.person().id, True, EVIL, now)
    judge(world, db.session.query(Point).first(), Move.HIDE, EVIL)
    making.endorse(proposal_id, world.person().id, world.person().id)
    for deed in ("ask", "refuse", "reopen"):
        act = Act(proposal_id, get(proposal_id).version, asker, EVIL, now)
        with writing():
            if deed == "refuse":
                screening.refuse(act, screening.Ground.CASH)
            else:
                getattr(screening, deed)(act)
    return proposal_id


def test_what_looks_like_a_script_is_words_on_every_page(
    world: World, made: RoundInTest, everyone: FlaskClient
) -> None:
    proposal_id = evil_proposal(world, made)
    author = get(proposal_id).author_id
    photo = {"photo": (making.photo(), f"{SCRIPT}.jpg"), "caption": EVIL}
    mine = making.propose(everyone, title=EVIL[:60])
    begun = post(everyone, "/proposals/new/", **{**NEED, "title": EVIL[:40]})
    draft = int(begun.location.split("/")[2])
    assert post(everyone, f"/proposals/{draft}/details/", **{**DETAILS, **photo}).status_code == 303
    pages = [
        "/proposals/",
        f"/proposals/?q={SCRIPT}",
        f"/proposals/similar/?title={EVIL[:60]}",
        "/proposals/mine/",
        *(f"/proposals/{draft}/{name}/" for name in PAGES),
        *(f"/proposals/{proposal_id}/{name}" for name in ("", "history/", "ask/", "points/for/")),
        f"/proposals/{proposal_id}/questions/1/answer/",
        f"/proposals/{mine}/",
        "/desk/screening/",
        f"/desk/screening/{proposal_id}/",
        "/desk/moderation/",
        *(f"/desk/moderation/{item.id}/" for item in db.session.query(Item)),
        "/moderation/",
        "/audit/",
    ]
    db.session.rollback()
    seen = 0
    for address in pages:
        answer = everyone.get(address)
        assert answer.status_code == 200, address
        page = answer.get_data(as_text=True)
        assert "<script>alert" not in page, address
        assert "<img src=x" not in page, address
        assert "&gt;49" not in page, address  # nor is it a template
        seen += "&lt;script&gt;" in page or "&lt;img" in page
    assert seen >= len(pages) - 4  # the words themselves are there
    assert {one.person_id for one in db.session.query(outbox.Message)} >= {author}


def test_an_attribute_is_never_left_early(
    world: World, made: RoundInTest, everyone: FlaskClient
) -> None:
    typed = '" autofocus onfocus="alert(1)'
    begun = post(everyone, "/proposals/new/", **{**NEED, "title": typed, "place": typed})
    number = begun.location.split("/")[2]
    for address in (f"/proposals/{number}/edit/", "/proposals/?q=%22%20onfocus=%22alert(1)"):
        page = everyone.get(address).get_data(as_text=True)
        assert 'onfocus="alert' not in page
        assert "&#34;" in page or "&quot;" in page


def test_invisible_signs_are_not_kept(
    world: World, made: RoundInTest, everyone: FlaskClient
) -> None:
    """Null bytes, marks that turn the writing around, signs without width."""
    dirty = "楼道\0加装\u202e扶手\u200b真的\u2066要\ufeff装"
    proposal_id = making.propose(everyone, title=dirty, place=dirty, need=f"{dirty}，没有地方扶。")
    one = get(proposal_id)
    for text in (one.title, one.place, one.need):
        assert text.startswith("楼道加装扶手真的要装")
        assert not set(text) & set("\0\u202e\u200b\u2066\ufeff")


ODD = ["\0", "\ud800", "𝕏" * 50, "Z" + "\u0301" * 400, "ﷺ" * 60, "\r\n" * 40, "👩‍👩‍👧‍👦" * 10]


@pytest.mark.parametrize("value", ODD)
def test_odd_signs_are_taken_or_refused_but_never_fail(
    world: World, made: RoundInTest, everyone: FlaskClient, value: str
) -> None:
    sent = value.encode("utf-8", "surrogatepass")
    data = {"csrf_token": token(everyone, "/proposals/new/"), **NEED, "title": sent, "need": sent}
    assert everyone.post("/proposals/new/", data=data).status_code in (303, 422)
    assert everyone.get("/proposals/", query_string={"q": sent}).status_code == 200
    asked = {"title": sent, "need": sent}
    assert everyone.get("/proposals/similar/", query_string=asked).status_code == 200


def test_bytes_that_are_no_text_never_fail(
    world: World, made: RoundInTest, everyone: FlaskClient
) -> None:
    data = {"csrf_token": token(everyone, "/proposals/new/"), **NEED, "title": b"\xff\xfe\x80 ab"}
    assert everyone.post("/proposals/new/", data=data).status_code in (303, 422)
    assert everyone.get("/proposals/?q=%FF%FE%80").status_code == 200
    assert everyone.get("/proposals/similar/?title=%C0%AF&need=%ED%A0%80").status_code == 200


# ---- Without a token


def test_nothing_is_done_without_the_forms_token(
    world: World, made: RoundInTest, everyone: FlaskClient
) -> None:
    proposal_id = screened(made, world)
    before = rows()
    sent = {**NEED, **DETAILS, "reason": "理由", "text": "一条理由", "version": 3, "ground": "cash"}
    tried = [*addresses(world, "POST", proposal_id), "/proposals/new/"]
    for forged in ({}, {"csrf_token": ""}, {"csrf_token": "x" * 90}):
        found = {one: everyone.post(one, data={**sent, **forged}).status_code for one in tried}
        assert set(found.values()) == {400}, found
    assert rows() == before
    assert len(tried) == len(rules(world, "POST"))


def test_a_passer_by_does_nothing_at_all(world: World, made: RoundInTest) -> None:
    proposal_id, passer_by = screened(made, world), world.app.test_client()
    before, its = rows(), token(passer_by, "/login/")
    for address in [*addresses(world, "POST", proposal_id), "/proposals/new/"]:
        answer = passer_by.post(address, data={"csrf_token": its, **NEED})
        assert answer.status_code in (302, 303, 401, 403), address
    assert rows() == before


# ---- Ids that are nobody's


@pytest.mark.parametrize("number", [0, 999_999, 2**31, 2**63, 10**20, "007x", "-1", "1e3"])
def test_an_unknown_id_is_not_found(
    world: World, made: RoundInTest, everyone: FlaskClient, number: object
) -> None:
    published(made, world)
    before, its = rows(), token(everyone, "/me/inbox/")
    for address in addresses(world, "GET", number):
        assert everyone.get(address).status_code == 404, address
    sent = {"csrf_token": its, **NEED, **DETAILS, "reason": "理由写在这里", "text": "一条理由"}
    sent |= {"phone": "13900000000", "version": 1, "ground": "cash", "cost_basis": "报价"}
    sent |= {"cost_fen": "100", "into": 1}
    for address in addresses(world, "POST", number):
        assert everyone.post(address, data=sent).status_code in (404, 405), address
    assert rows() == before


@pytest.mark.parametrize("number", ["99999999999999999999", "-1", "0", "abc", "", "1;DROP TABLE"])
@pytest.mark.parametrize("name", ["round", "grid", "page", "kind", "state", "sort"])
def test_nonsense_in_an_address_is_answered(
    world: World, made: RoundInTest, client: FlaskClient, name: str, number: str
) -> None:
    published(made, world)
    answer = client.get("/proposals/", query_string={name: number})
    assert answer.status_code == (404 if name == "round" and number else 200)


def test_another_rounds_proposals_are_no_choice_here(
    world: World, made: RoundInTest, everyone: FlaskClient
) -> None:
    here = screened(made, world)
    there = published(collecting_round(world, title="另一轮"), world, title="别轮的提案")
    page = f"/desk/screening/{here}/"
    sent = {"version": get(here).version, "reason": "同一件事", "into": there}
    assert post(everyone, f"{page}merge/", page, **sent).status_code == 422
    assert get(here).merged_into_id is None
    assert f'value="{there}"' not in everyone.get(page).get_data(as_text=True)


# ---- Too much


@pytest.mark.parametrize("size", [5_000, 400_000])
def test_endless_words_are_refused_in_every_field(
    world: World, made: RoundInTest, everyone: FlaskClient, size: int
) -> None:
    proposal_id, draft = screened(made, world), post(everyone, "/proposals/new/", **NEED)
    number, much = draft.location.split("/")[2], "长" * size
    handed_in = making.propose(everyone, title="已经提交的一份")
    before = rows()
    places = {
        "/proposals/new/": {**NEED, "need": much, "title": much, "place": much},
        f"/proposals/{number}/edit/": {**NEED, "need": much},
        f"/proposals/{number}/details/": {**DETAILS, "beneficiaries": much, "caption": much},
        f"/proposals/{handed_in}/withdraw/": {"reason": much},
        f"/proposals/{proposal_id}/ask/": {"text": much},
        f"/proposals/{proposal_id}/points/for/": {"text": much},
    }
    for address, sent in places.items():
        answer = post(everyone, address, **sent)
        assert answer.status_code in (413, 422), address
    desk = f"/desk/screening/{proposal_id}/"
    version = get(proposal_id).version
    for name in ("accept", "refuse", "ask", "merge"):
        sent = {"version": version, "reason": much, "ground": "cash", "cost_fen": much}
        assert post(everyone, f"{desk}{name}/", desk, **sent).status_code in (413, 422), name
    assert rows() == before


def test_a_field_sent_twice_or_as_a_file_never_fails(
    world: World, made: RoundInTest, everyone: FlaskClient
) -> None:
    its = token(everyone, "/proposals/new/")
    twice = {"csrf_token": its, **NEED, "title": ["第一个名字", "第二个名字"], "grid": ["0", "1"]}
    assert everyone.post("/proposals/new/", data=twice).status_code in (303, 422)
    as_file = {"csrf_token": its, **NEED, "title": (making.photo(), "title.jpg")}
    assert everyone.post("/proposals/new/", data=as_file).status_code == 422
    draft = post(everyone, "/proposals/new/", **{**NEED, "title": "另外一份"})
    as_words = {"csrf_token": its, **DETAILS, "photo": "no file at all"}
    assert everyone.post(draft.location, data=as_words).status_code in (303, 422)
