"""What becomes of proposals and words when somebody has their data erased."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts import leaving
from portal.accounts.mine import Done, Leaver, gather
from portal.accounts.models import Account
from portal.audit import queries as audit
from portal.core import clock, outbox
from portal.core.db import Model, db, writing
from portal.moderation import actions as moderation
from portal.moderation.models import Decision, Item
from portal.moderation.rules import Move
from portal.proposals import erasing, kinds, queries, talk
from portal.proposals.actions import supporting, talking
from portal.proposals.actions import writing as acts
from portal.proposals.models import (
    Authorship,
    Endorsement,
    Follow,
    Photo,
    Point,
    Proposal,
    Question,
    Revision,
    Wish,
    WishForm,
)
from portal.proposals.rules import Side, State
from portal.roster.models import Person
from portal.roster.nameless import NAME
from tests.budget.conftest import RoundInTest
from tests.proposals.making import (
    DETAILS,
    NEED,
    TEXT,
    collecting_round,
    endorse,
    get,
    photo,
    propose,
    published,
    read,
    submitted,
)
from tests.world import Member, World, post


@pytest.fixture
def made(world: World) -> RoundInTest:
    return collecting_round(world, needed=2)


@pytest.fixture
def author(world: World) -> Member:
    return world.account(world.person("慕容雪村"))


def erase(member: Member) -> Done:
    with writing():
        return leaving.leave(db.session.get_one(Account, member.account_id), clock.now())


def public(made: RoundInTest, world: World, member: Member, **text: object) -> int:
    proposal_id = submitted(made, member.person_id, **text)
    read(proposal_id, world.person().id)
    return proposal_id


def beside(proposal_id: int, member: Member, person_id: int) -> None:
    """A neighbour writes it too, and signs."""
    with writing():
        supporting.invite(queries.locked(proposal_id), member.person_id, person_id, clock.now())
    with writing():
        supporting.accept(queries.locked(proposal_id), person_id, True, clock.now())


def count(model: type[Model]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def page(world: World, proposal_id: int) -> str:
    return world.app.test_client().get(f"/proposals/{proposal_id}/").text


# ---- Drafts ----


def test_a_draft_vanishes_with_its_photo_and_the_file(
    world: World, made: RoundInTest, author: Member
) -> None:
    client = world.client(author)
    begun = post(client, "/proposals/new/", **NEED)
    assert begun.status_code == 303, begun.text
    sent = post(client, begun.location, **DETAILS, photo=(photo(), "a.jpg"), more="1")
    assert sent.status_code == 303, sent.text
    files = set(Path(world.app.config["PORTAL"].uploads).rglob("*.jpg"))
    assert len(files) == 2
    answer = post(client, "/me/data/erase/", password="demo-liren", word="注销")
    assert answer.status_code == 303
    db.session.rollback()
    assert [count(one) for one in (Proposal, Photo, Authorship, Revision)] == [0, 0, 0, 0]
    assert [one for one in files if one.exists()] == []


def test_a_picture_that_another_proposal_shows_stays(
    world: World, made: RoundInTest, author: Member
) -> None:
    other = world.person().id
    digest, thumb = "a" * 64, "b" * 64
    for person_id in (author.person_id, other):
        with writing():
            draft = acts.begin(made.row, person_id, TEXT, clock.now())
            acts.add_photo(draft, person_id, digest, thumb, "", clock.now())
    assert erase(author).pictures == set()
    assert [one.by_id for one in db.session.scalars(select(Photo))] == [other]


def test_what_waits_for_a_moderator_vanishes_from_the_queue(
    world: World, made: RoundInTest, author: Member
) -> None:
    submitted(made, author.person_id)
    erase(author)
    assert [count(one) for one in (Proposal, Item, Decision, Revision)] == [0, 0, 0, 0]


def test_what_a_moderator_sent_back_vanishes_with_the_decision(
    world: World, made: RoundInTest, author: Member
) -> None:
    proposal_id = submitted(made, author.person_id)
    read(proposal_id, world.person().id, Move.ASK, "请写清楚是几号楼")
    erase(author)
    assert [count(one) for one in (Proposal, Item, Decision)] == [0, 0, 0]
    assert audit.findings() == []


def test_a_paper_wish_that_a_draft_carried_waits_again(
    world: World, made: RoundInTest, author: Member
) -> None:
    proposal_id, home = submitted(made, author.person_id), world.household()
    staff_id = world.person().id
    with writing():
        form = WishForm(
            round_id=made.id,
            household_id=home.id,
            received_on=clock.today(),
            entered_by=staff_id,
            entered_at=clock.now(),
        )
        form.wishes = [Wish(position=1, text="扶手", proposal_id=proposal_id)]
        db.session.add(form)
    erase(author)
    assert [one.proposal_id for one in db.session.scalars(select(Wish))] == [None]


def test_a_draft_that_others_write_too_goes_on_in_their_hands(
    world: World, made: RoundInTest, author: Member
) -> None:
    with writing():
        draft_id = acts.begin(made.row, author.person_id, TEXT, clock.now()).id
    friend = world.account()
    beside(draft_id, author, friend.person_id)
    erase(author)
    draft = get(draft_id)
    assert (draft.state, draft.author_id, draft.signs) == (State.DRAFT, friend.person_id, True)
    assert queries.authors_of(draft_id) == {friend.person_id}
    told = outbox.latest(friend.person_id, 1)[0]
    assert (told.kind, told.payload["proposal"]) == (kinds.TOLD_HEIR, draft_id)


# ---- What is public ----


def test_a_supported_proposal_lives_on_without_a_name(
    world: World, made: RoundInTest, author: Member
) -> None:
    proposal_id = public(made, world, author)
    endorse(proposal_id, world.person().id)
    assert "慕容雪村" in page(world, proposal_id)
    erase(author)
    text = page(world, proposal_id)
    assert "慕容" not in text
    assert f"提案人：{NAME}" in text
    assert get(proposal_id).state == State.COLLECTING
    endorse(proposal_id, world.person().id)
    assert get(proposal_id).state == State.SCREENING


def test_nothing_joins_the_public_proposal_to_the_person_but_the_record(
    world: World, made: RoundInTest, author: Member
) -> None:
    proposal_id = public(made, world, author)
    endorse(proposal_id, world.person().id)
    erase(author)
    pointing = {
        table.name
        for table in db.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "person"
        and db.session.execute(select(key.parent).where(key.parent == author.person_id)).first()
    }
    assert pointing == set()
    assert audit.findings() == []


def test_one_that_nobody_endorsed_is_withdrawn_with_its_reason(
    world: World, made: RoundInTest, author: Member
) -> None:
    proposal_id = public(made, world, author)
    follower = world.account()
    with writing():
        supporting.follow(queries.locked(proposal_id), follower.person_id)
    erase(author)
    row = get(proposal_id)
    assert (row.state, row.ended_reason) == (State.WITHDRAWN, erasing.WHY_WITHDRAWN)
    assert erasing.WHY_WITHDRAWN in page(world, proposal_id)
    assert outbox.latest(follower.person_id, 1)[0].kind == kinds.TOLD_WITHDRAWN


def test_a_co_author_becomes_the_first_and_nobody_nameless_is_named(
    world: World, made: RoundInTest, author: Member
) -> None:
    proposal_id, friend = public(made, world, author), world.account(world.person("李建国"))
    beside(proposal_id, author, friend.person_id)
    erase(author)
    text = page(world, proposal_id)
    assert "提案人：李建国" in text
    assert NAME not in text
    assert get(proposal_id).state == State.COLLECTING


def test_a_co_author_who_leaves_takes_only_the_own_signature(
    world: World, made: RoundInTest, author: Member
) -> None:
    friend = world.account(world.person("李建国"))
    proposal_id = public(made, world, author)
    beside(proposal_id, author, friend.person_id)
    erase(friend)
    text = page(world, proposal_id)
    assert "慕容雪村" in text
    assert "李建国" not in text
    assert NAME not in text


def test_one_that_is_screened_is_decided_as_any_other(
    world: World, made: RoundInTest, author: Member
) -> None:
    proposal_id = public(made, world, author)
    endorse(proposal_id, world.person().id, world.person().id)
    erase(author)
    assert get(proposal_id).state == State.SCREENING
    assert queries.support_of(proposal_id) == 2


def test_a_change_that_nobody_has_read_goes_and_the_public_words_stay(
    world: World, made: RoundInTest, author: Member
) -> None:
    proposal_id = public(made, world, author)
    with writing():
        row = queries.locked(proposal_id)
        acts.save(row, author.person_id, {**TEXT, "need": "没人看过的话"}, clock.now())
        acts.hand_in_change(row, author.person_id, "写清楚", clock.now())
    endorse(proposal_id, world.person().id)
    erase(author)
    assert [one.public_at is not None for one in queries.revisions(proposal_id)] == [True]
    read(proposal_id, world.person().id)
    assert (get(proposal_id).state, get(proposal_id).need) == (State.COLLECTING, TEXT["need"])


# ---- Endorsing, following, asking, arguing ----


def test_an_endorsement_is_taken_back_while_the_proposal_is_open(
    world: World, made: RoundInTest, author: Member
) -> None:
    proposal_id = published(made, world)
    endorse(proposal_id, author.person_id)
    erase(author)
    assert queries.support_of(proposal_id) == 0


@pytest.mark.parametrize("on_paper", [False, True])
def test_a_count_that_was_decided_on_stays(
    world: World, made: RoundInTest, author: Member, on_paper: bool
) -> None:
    """Beside a paper form of the household too, which is not counted twice."""
    proposal_id = published(made, world)
    endorse(proposal_id, author.person_id, world.person().id)
    with writing():
        queries.locked(proposal_id).state = State.REFUSED
        if on_paper:
            form = WishForm(
                round_id=made.id,
                household_id=db.session.get_one(Person, author.person_id).household_id,
                received_on=clock.today(),
                entered_by=author.person_id,
                entered_at=clock.now(),
            )
            form.wishes = [Wish(position=1, text="扶手", proposal_id=proposal_id)]
            db.session.add(form)
    before = queries.support_of(proposal_id)
    erase(author)
    assert queries.support_of(proposal_id) == before == 2
    mine = select(Endorsement).where(Endorsement.person_id == author.person_id)
    assert db.session.scalars(mine).all() == []


def test_follows_go(world: World, made: RoundInTest, author: Member) -> None:
    proposal_id = published(made, world)
    with writing():
        supporting.follow(queries.locked(proposal_id), author.person_id)
    erase(author)
    mine = select(Follow).where(Follow.person_id == author.person_id)
    assert db.session.scalars(mine).all() == []


def test_words_that_were_read_stay_and_the_others_go(
    world: World, made: RoundInTest, author: Member
) -> None:
    proposal_id, moderator = published(made, world), world.person().id
    with writing():
        row = queries.locked(proposal_id)
        asked = talking.ask(row, author.person_id, "什么时候能好？", clock.now())
        talking.ask(row, author.person_id, "没人看过的问题", clock.now())
        talking.make_point(row, author.person_id, Side.FOR, "没人看过的看法", clock.now())
        read_item, asked_id = asked.item_id, asked.id
    with writing():
        moderation.decide(read_item, 1, Move.APPROVE, "", moderator, clock.now())
    done = erase(author)
    assert [(one.id, one.text) for one in db.session.scalars(select(Question))] == [
        (asked_id, "什么时候能好？")
    ]
    assert count(Point) == 0
    assert done.kept == 1
    assert "什么时候能好？" in page(world, proposal_id)
    assert len(talk.threads(proposal_id, author.person_id)) == 1
    staff = db.session.get_one(Item, read_item)
    assert staff.author.name == NAME


def test_two_who_leave_are_two_without_a_name(
    world: World, made: RoundInTest, author: Member
) -> None:
    """Both made a point on one proposal: one point a person stays the rule."""
    other, proposal_id, moderator = world.account(), published(made, world), world.person().id
    for member in (author, other):
        with writing():
            row = queries.locked(proposal_id)
            item = talking.make_point(
                row, member.person_id, Side.FOR, "早就该修了。", clock.now()
            ).item_id
        with writing():
            moderation.decide(item, 1, Move.APPROVE, "", moderator, clock.now())
    erase(author)
    erase(other)
    authors = list(db.session.scalars(select(Point.by_id)))
    assert len(set(authors)) == 2
    assert not {author.person_id, other.person_id} & {*authors}


# ---- What is held ----


def held(client_of: Member) -> dict[str, list[dict[str, str]]]:
    return {one.section.code: one.rows for one in gather(client_of.person_id)}


def test_everything_one_wrote_and_stood_behind_is_held_and_nobody_elses(
    world: World, made: RoundInTest, author: Member
) -> None:
    own, others = public(made, world, author), published(made, world, title="别人的提案",
                                                        need="别人的难处")  # fmt: skip
    endorse(others, author.person_id)
    neighbour = world.person().id
    with writing():
        row = queries.locked(others)
        talking.ask(row, author.person_id, "我的问题", clock.now())
        talking.ask(row, neighbour, "别人的问题", clock.now())
        talking.make_point(row, author.person_id, Side.AGAINST, "我的看法", clock.now())
        supporting.follow(row, author.person_id)
    found = held(author)
    assert [one["提案"] for one in found["proposals"]] == [get(own).title]
    assert TEXT["need"] in found["proposals"][0]["内容"]
    assert [one["提案"] for one in found["endorsements"]] == ["2 号《别人的提案》"]
    assert [one["内容"] for one in found["questions"]] == ["我的问题"]
    assert [one["内容"] for one in found["points"]] == ["我的看法"]
    assert len(found["versions"]) == 1
    assert len(found["follows"]) == 2  # one's own is followed from the beginning
    assert len(found["posts"]) == 3
    for word in ("别人的难处", "别人的问题"):
        assert word not in str(found)


def test_the_message_of_who_joined_names_them_no_more(
    world: World, made: RoundInTest, author: Member
) -> None:
    friend = world.account(world.person("李建平"))
    with writing():
        draft = acts.begin(made.row, author.person_id, TEXT, clock.now())
        supporting.invite(draft, author.person_id, friend.person_id, clock.now())
        supporting.accept(draft, friend.person_id, True, clock.now())
    erase(friend)
    assert [one.sentence for one in outbox.latest(author.person_id, 9)] == [
        "您邀请的已注销的居民成为提案《楼道加装扶手》的共同发起人了。"
    ]


def test_an_invitation_tells_no_more_than_that_it_is_there(
    world: World, made: RoundInTest, author: Member
) -> None:
    friend = world.account()
    with writing():
        draft = acts.begin(made.row, author.person_id, TEXT, clock.now())
        supporting.invite(draft, author.person_id, friend.person_id, clock.now())
    (row,) = held(friend)["proposals"]
    assert row == {"提案": TEXT["title"], "您是": "受邀，还没有答应"}
    erase(friend)
    assert len(queries.authorships(get_only().id)) == 1


def get_only() -> Proposal:
    return db.session.scalars(select(Proposal)).one()


def test_who_comes_back_may_endorse_again_and_is_not_the_author(
    world: World, made: RoundInTest, author: Member, client: FlaskClient
) -> None:
    proposal_id = public(made, world, author)
    endorse(proposal_id, world.person().id)
    erase(author)
    back = world.account(db.session.get_one(Person, author.person_id))
    assert propose(world.client(back), title="新的提案") != proposal_id
    assert held(back)["proposals"][0]["提案"] == "新的提案"
    assert len(held(back)["proposals"]) == 1


def test_a_leaver_without_anything_public_needs_no_entry(world: World, author: Member) -> None:
    before = count(Person)
    with writing():
        erasing.words(Leaver(author.person_id, clock.now()))
        erasing.endorsements(Leaver(author.person_id, clock.now()))
    assert count(Person) == before
