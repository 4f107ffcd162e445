"""Accepting a project through its pages: with scripts off, by who may, and by nobody else."""

from datetime import timedelta

import pytest

from portal.accounts import mine
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.projects.acceptance import queries
from portal.projects.acceptance.models import Acceptance, Acceptor, State
from portal.projects.models import Project, ProjectStep
from tests.projects.acceptance.making import Work, day
from tests.projects.making import acts_of, get
from tests.world import Member, World, post


@pytest.fixture
def work(world: World) -> Work:
    return Work(world)


def told(who: Member) -> list[str]:
    db.session.rollback()
    found = db.session.query(Message).filter_by(person_id=who.person_id).order_by(Message.id)
    return [one.kind for one in found if "accept" in one.kind]


def test_finished_found_faulty_mended_checked_and_accepted(work: Work) -> None:
    found = work.text(work.desk, f"{work.page}?q=李桂兰")
    assert f"add/resident/{work.residents[0].person_id}/" in found
    for who in work.residents:
        assert work.ask(who) == 303
    assert work.ask(work.supervisor, "supervisor") == 303
    assert told(work.residents[0]) == []
    assert work.call() == 303
    assert told(work.residents[0]) == ["acceptance.asked"]

    assert work.finds(work.residents[0]) == 303
    assert work.state == "mending"
    assert work.accepts(work.residents[1]) == work.accepts(work.supervisor) == 303
    (fault,) = work.findings
    assert work.on_desk(f"mend/{fault.id}/", note="换了一块板") == 303
    assert "acceptance.mended" in told(work.residents[0])
    assert work.checks(work.residents[0], fault.id, "no", reply="还有一处漏") == 303
    assert work.findings[0].stage == "open"
    assert work.state == "mending"
    assert work.on_desk(f"mend/{fault.id}/", note="都换了") == 303
    assert work.checks(work.residents[0], fault.id) == 303

    assert work.state == "finished"
    assert [(one.round, one.state) for one in work.rounds] == [(1, "ended"), (2, "preparing")]
    people = [{one.person_id for one in each.acceptors} for each in work.rounds]
    assert people[0] == people[1]
    assert work.call() == 303
    for who in work.all:
        assert work.state == "finished"
        assert work.accepts(who) == 303
    assert work.state == "accepted"
    assert get(work.id).accepted_on == clock.today()
    moves = [one for one in acts_of(work.id) if one in ("find_faults", "mend", "accept")]
    assert moves == ["find_faults", "mend", "accept"]
    public = work.text(work.world.app.test_client(), f"/projects/{work.id}/")
    for words in ("李桂兰", "孙丽", "顶棚漏水", "都换了", "第 2 次"):
        assert words in public
    sheet = work.text(work.desk, "/projects/csv/")
    assert "验收人" in sheet
    assert "李桂兰、陈大明、孙丽" in sheet


def test_the_manager_those_at_home_and_those_who_build_are_refused(world: World) -> None:
    work = Work(world, "张大力装修队")
    builder = world.person("张大力")
    mate = world.account(world.person("张小妹", household=builder.household))
    manager = get(work.id).manager
    wife = world.account(world.person("周敏", household=manager.household))
    refused = [
        (work.manager, "项目的负责人"),
        (wife, "和项目负责人住在一起"),
        (world.account(builder), "名字写在施工单位里"),
        (mate, "和施工的人住在一起"),
        (world.account(world.person("小明", 2015)), "年满十八岁"),
    ]
    for who, words in refused:
        assert work.ask(who) == 303
        assert words in work.text(work.desk, work.page)
    assert work.ask(work.residents[0], "supervisor") == 303
    assert "现在不是居务监督委员会的成员" in work.text(work.desk, work.page)
    assert work.rounds == []


def test_those_who_live_in_no_grid_that_benefits_are_refused(work: Work) -> None:
    elsewhere = work.world.grid("别处")
    project = db.session.get_one(Project, work.id)
    project.grids.append(elsewhere)
    db.session.commit()
    assert work.ask(work.residents[0]) == 303
    assert "不住在受益的网格里" in work.text(work.desk, work.page)
    assert work.rounds == []


def test_somebody_is_asked_once_and_taken_off_before_they_are_told(work: Work) -> None:
    work.ask(work.residents[0])
    work.ask(work.residents[0])
    assert "已经在名单上" in work.text(work.desk, work.page)
    assert work.on_desk(f"drop/{work.row(work.residents[0]).id}/") == 303
    assert work.rounds[0].acceptors == []
    assert told(work.residents[0]) == []


@pytest.mark.parametrize(
    ("residents", "supervisors", "on", "words"),
    [(1, 1, 0, "请得不够"), (2, 0, 0, "至少要请一位居务监督委员会"), (2, 1, -1, "已经过了")],
)
def test_too_few_or_a_day_gone_by_calls_nobody(
    work: Work, residents: int, supervisors: int, on: int, words: str
) -> None:
    for who in work.residents[:residents]:
        work.ask(who)
    if supervisors:
        work.ask(work.supervisor, "supervisor")
    answer = post(work.desk, f"{work.page}call/", "/me/", on=day(on))
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert work.rounds[0].state == State.PREPARING


def test_nobody_is_asked_before_the_work_is_done(work: Work) -> None:
    db.session.get_one(Project, work.id).state = "underway"
    db.session.commit()
    assert work.ask(work.residents[0]) == 303
    assert "做完了，才能请人" in work.text(work.desk, work.page)
    assert work.rounds == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"verdict": "accepted"}, "没有关系"),
        ({"verdict": "findings", "declared": "y"}, "请写明哪里有问题"),
        ({"verdict": "findings", "declared": "y", "text_1": "漏水"}, "请写明哪天以前改好"),
        (
            {"verdict": "findings", "declared": "y", "text_1": "漏水", "mend_by_1": "2020-01-01"},
            "不能早于今天",
        ),
        ({"verdict": "accepted", "declared": "y", "text_1": "漏水"}, "有问题，要改"),
        ({"declared": "y"}, "请选一项"),
        ({"verdict": "maybe", "declared": "y"}, ""),
        (
            {
                "verdict": "findings",
                "declared": "y",
                "text_1": "长" * 501,
                "mend_by_1": "2099-01-01",
            },
            "长长长",
        ),
        (
            {"verdict": "findings", "declared": "y", "text_1": "<b>坏</b>", "mend_by_1": "昨天"},
            "&lt;b&gt;",
        ),
    ],
)
def test_what_cannot_be_signed_stays_typed(work: Work, typed: dict[str, str], words: str) -> None:
    client = work.called().world.client(work.residents[0])
    answer = post(client, f"{work.phone}sign/", "/me/", **typed)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert work.row(work.residents[0]).verdict is None
    assert work.state == "finished"


def test_nobody_signs_before_the_day_or_twice(work: Work) -> None:
    work.called()
    db.session.query(Acceptance).update({"on": clock.today() + timedelta(1)})
    db.session.commit()
    assert work.accepts(work.residents[0]) == 422
    db.session.query(Acceptance).update({"on": clock.today()})
    db.session.commit()
    assert work.accepts(work.residents[0]) == 303
    assert work.finds(work.residents[0]) == 422
    assert work.row(work.residents[0]).verdict == "accepted"
    assert work.findings == []


def test_whoever_moved_away_meanwhile_does_not_sign_and_is_released(work: Work) -> None:
    who = work.called().residents[0]
    get(work.id)
    queries.entry(who.person_id).left_on = clock.today()  # type: ignore[union-attr]
    db.session.commit()
    client, row = work.world.client(work.residents[1]), work.row(who).id
    assert work.on_desk(f"release/{work.row(work.residents[1]).id}/", reason="不等了") == 422
    assert work.on_desk(f"release/{row}/", reason="搬走了") == 303
    assert work.row(who).answer == "released"
    assert work.say(client, "sign/", verdict="accepted", declared="y") == 303
    assert work.accepts(work.supervisor) == 303
    assert work.state == "finished", "one resident is too few"


def test_whoever_declines_is_not_waited_for_and_another_is_asked_at_once(work: Work) -> None:
    work.called()
    client = work.world.client(work.residents[0])
    assert work.say(client, "answer/", answer="no") == 303
    assert told(work.manager)[-1] == "acceptance.declined"
    assert work.say(client, "sign/", verdict="accepted", declared="y") == 303
    assert work.row(work.residents[0]).verdict is None
    assert work.accepts(work.residents[1]) == work.accepts(work.supervisor) == 303
    assert work.state == "finished"
    other = work.world.account(work.world.person("马兰"))
    assert work.ask(other) == 303
    assert told(other) == ["acceptance.asked"]
    assert work.accepts(other) == 303
    assert work.state == "accepted"


def test_a_resident_is_nameless_where_they_ask_and_a_supervisor_never(work: Work) -> None:
    work.called()
    client = work.world.client(work.residents[0])
    assert work.say(client, "answer/", answer="yes", nameless="y") == 303
    assert 'name="nameless" type="checkbox" value="y"' in work.text(client, work.phone)
    told = {"verdict": "findings", "declared": "y", "text_1": "漏水", "mend_by_1": day(7)}
    assert work.say(client, "sign/", **told, nameless="y") == 303
    public = work.text(work.world.app.test_client(), f"/projects/{work.id}/")
    assert "李桂兰" not in public
    assert "一位居民" in public
    assert db.session.query(ProjectStep).filter_by(by_id=work.residents[0].person_id).count() == 0
    boss = work.world.client(work.supervisor)
    assert work.say(boss, "answer/", answer="yes", nameless="y") == 422
    assert work.say(boss, "sign/", verdict="accepted", declared="y", nameless="y") == 422
    assert not work.row(work.supervisor).nameless


def test_a_supervisor_puts_in_what_another_signed_on_paper_who_may_disown_it(work: Work) -> None:
    work.called()
    boss, page = work.world.client(work.clerk), f"{work.page}paper/"
    assert "李桂兰" in work.text(boss, page)
    row = work.row(work.residents[0]).id
    typed = {
        "who": row,
        "verdict": "findings",
        "declared": "y",
        "text_1": "门歪",
        "mend_by_1": day(3),
    }
    assert post(boss, page, "/me/", **typed).status_code == 422, "without a reason"
    accepts_too = work.world.client(work.supervisor)
    for who in (row, work.row(work.supervisor).id):
        own = {**typed, "who": who, "why": "电话核对过"}
        assert post(accepts_too, page, "/me/", **own).status_code == 422
    assert post(boss, page, "/me/", **typed, why="电话核对过").status_code == 303
    assert work.state == "mending"
    assert told(work.residents[0])[-1] == "acceptance.entered"
    client = work.world.client(work.residents[0])
    assert work.say(client, "disown/", text="我没有签") == 303
    assert work.row(work.residents[0]).verdict is None
    assert work.findings[0].stage == "checked"
    for who in work.all:
        assert work.accepts(who) == 303
    assert work.state == "finished"
    assert len(work.rounds) == 2


def test_only_whoever_found_it_checks_and_says_what_is_missing(work: Work) -> None:
    work.called()
    work.finds(work.residents[0])
    fault = work.findings[0].id
    assert work.checks(work.residents[0], fault) == 303, "it is not mended: nothing happens"
    assert work.findings[0].stage == "open"
    assert work.on_desk(f"mend/{fault}/", note="") == 422
    assert work.on_desk(f"mend/{fault}/", note="好了") == 303
    assert work.checks(work.residents[1], fault) == 404
    assert work.checks(work.supervisor, fault) == 404
    assert work.checks(work.residents[0], 999) == 404
    assert work.checks(work.residents[0], fault, "no") == 422
    assert work.findings[0].stage == "mended"


def test_mending_that_is_late_is_said_and_waits_on_the_desk(work: Work) -> None:
    work.called()
    work.finds(work.residents[0])
    work.findings[0].mend_by = clock.today() - timedelta(1)
    db.session.commit()
    assert "过了改好的日子" in work.text(work.desk, f"/projects/{work.id}/")
    assert "有问题过了改好的日子" in work.text(work.desk, "/desk/acceptances/")
    assert "验收发现的问题" in work.text(work.desk, "/desk/")
    boss = work.world.client(work.supervisor)
    assert "我来签字" in work.text(boss, "/desk/acceptances/")
    assert work.accepts(work.supervisor) == 303
    assert "我来签字" not in work.text(boss, "/desk/acceptances/")


def test_strangers_and_other_offices_have_no_say(work: Work) -> None:
    work.called()
    stranger = work.world.client(work.world.account(work.world.person("外人")))
    assert stranger.get(work.phone).status_code == 404
    for address in ("answer/", "sign/", "disown/", "check/1/"):
        assert work.say(stranger, address, answer="yes", verdict="accepted") == 404
    boss = work.world.client(work.supervisor)
    worker = work.world.staff(Role.GRID_WORKER)
    for client in (stranger, boss, worker):
        assert client.get(work.page).status_code == 403
        assert post(client, f"{work.page}call/", "/me/", on=day()).status_code == 403
    for client in (stranger, work.desk, worker):
        assert client.get(f"{work.page}paper/").status_code == 403
        assert post(client, f"{work.page}paper/", "/me/", who=1).status_code == 403
    assert work.desk.get("/desk/projects/999/acceptance/").status_code == 404
    assert work.on_desk("add/resident/99999/") == 404
    assert work.on_desk("drop/999/") == 303
    assert work.on_desk("release/999/", reason="x") == 303
    assert work.on_desk("mend/999/", note="x") == 404
    assert work.state == "finished"
    assert len(work.rounds[0].acceptors) == 3


def test_whoever_is_erased_leaves_what_they_signed_without_a_name(work: Work) -> None:
    work.called()
    work.accepts(work.residents[0])
    gone, waits = (one.person_id for one in work.residents)
    with writing():
        for one in (gone, waits):
            mine.erase(mine.Leaver(one, clock.now()))
    rows = work.rounds[0].acceptors
    assert {gone, waits}.isdisjoint(one.person_id for one in rows)
    assert [(one.verdict, one.answer) for one in rows] == [
        ("accepted", "agreed"),
        (None, "declined"),
        (None, ""),
    ]


# ---- who disowns the last signature, and who looks where the finder is gone


def on_paper(work: Work, who: Member) -> int:
    """The status of putting in from paper that somebody accepts it."""
    boss, page = work.world.client(work.clerk), f"{work.page}paper/"
    typed = {"who": work.row(who).id, "verdict": "accepted", "declared": "y", "why": "电话核对过"}
    return post(boss, page, "/me/", **typed).status_code


def test_the_last_signature_from_paper_is_disowned_and_the_acceptance_taken_back(
    work: Work,
) -> None:
    who, other = work.called().residents
    assert [work.accepts(one) for one in (other, work.supervisor)] == [303, 303]
    assert on_paper(work, who) == 303
    assert (work.state, told(who)[-1]) == ("accepted", "acceptance.entered")
    client = work.world.client(who)
    assert "不认" in work.text(client, work.phone) or "撤回" in work.text(client, work.phone)
    assert work.say(client, "disown/", text="我没有签") == 303
    assert (work.state, get(work.id).accepted_on) == ("finished", None)
    assert work.row(who).verdict is None
    html = work.text(work.world.app.test_client(), f"/projects/{work.id}/")
    assert ("本人不认" in html, "验收退回，重新等签字" in html) == (True, True)
    assert work.say(client, "disown/", text="我没有签") == 303
    assert acts_of(work.id).count("reopen") == 1
    assert work.accepts(who) == 303
    assert work.state == "accepted"
    assert len(work.rounds) == 1


def test_what_one_signed_oneself_or_too_long_ago_is_not_disowned(work: Work) -> None:
    who, other = work.called().residents
    assert [work.accepts(one) for one in (other, work.supervisor)] == [303, 303]
    assert on_paper(work, who) == 303
    own = work.world.client(other)
    work.say(own, "disown/", text="不是我")
    assert work.state == "accepted"
    row_id = work.row(who).id
    with writing():
        row = db.session.get_one(Acceptor, row_id)
        row.signed_at = clock.now() - timedelta(days=8)
    client = work.world.client(who)
    assert "撤回这份签字" not in work.text(client, work.phone)
    work.say(client, "disown/", text="我没有签")
    assert work.state == "accepted"


def test_where_the_finder_moved_away_another_who_was_asked_looks_in_their_stead(
    work: Work,
) -> None:
    finder, other = work.called().residents
    assert work.finds(finder) == 303
    assert [work.accepts(one) for one in (other, work.supervisor)] == [303, 303]
    number = work.findings[0].id
    assert work.checks(other, number) == 404, "the finder is there"
    get(work.id)
    queries.entry(finder.person_id).left_on = clock.today()  # type: ignore[union-attr]
    db.session.commit()
    assert work.checks(other, number) == 303, "not mended yet: nothing is kept"
    assert work.findings[0].stage == "open"
    assert work.on_desk(f"mend/{number}/", note="补好了") == 303
    assert told(other)[-1] == told(work.supervisor)[-1] == "acceptance.stand_in"
    assert "请您代为看一看" in work.text(work.world.client(other), work.phone)
    stranger = work.world.account()
    assert work.checks(stranger, number) == 404
    assert work.checks(work.manager, number) == 404
    assert work.checks(other, number) == 303
    found = work.findings[0]
    assert (found.stage, found.checked_by) == ("checked", work.rounds[0].acceptors[1].id)
    html = work.text(work.world.app.test_client(), f"/projects/{work.id}/")
    assert "由陈大明代为看过" in html
    assert "finding_stand_in" in acts_of(work.id)
    assert (work.state, len(work.rounds)) == ("finished", 2)
