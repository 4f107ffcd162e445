"""Follow-ups are read by everyone, overdue first, and carried on where they belong."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from portal.accounts import mine
from portal.accounts.mine import Leaver
from portal.core import clock
from portal.core.access import Role
from portal.core.db import writing
from portal.resolutions.followups import actions
from tests.resolutions.conftest import ADOPTED
from tests.resolutions.followups.conftest import DUE, Promised
from tests.world import World, post

NOW = ADOPTED + timedelta(days=31)  # 1 June


@pytest.fixture(autouse=True)
def first_of_june() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def main(client: FlaskClient, path: str) -> str:
    page = client.get(path).get_data(as_text=True)
    return page[page.index("<main") : page.index("</main>")]


def titles(page: str) -> list[str]:
    return re.findall(r"<h3><a[^>]*>(.*?)</a>", page)


@pytest.fixture
def many(promised: Promised) -> Promised:
    """One of each kind, promised in another order than they are shown."""
    finished = promised.promise(what="办好的事情")
    promised.step(actions.report, finished, "已经办好了。", promised.carrying)
    promised.step(actions.fulfil, finished, "都看过了。", promised.checking)
    promised.promise(what="晚些的事情", due_on=date(2026, 9, 1))
    reported = promised.promise(what="等核实的事", due_on=date(2026, 5, 10))
    promised.step(actions.report, reported, "已经办好了。", promised.carrying)
    promised.promise(what="逾期的事情", due_on=date(2026, 5, 20))
    promised.promise(what="早些的事情", due_on=date(2026, 6, 2))
    promised.promise(what="早就逾期的", due_on=date(2026, 5, 2))
    return promised


def test_overdue_ones_come_first_then_by_their_day(many: Promised, client: FlaskClient) -> None:
    page = main(client, "/follow-ups/")
    assert titles(page) == [
        "早就逾期的",
        "逾期的事情",
        "早些的事情",
        "晚些的事情",
        "等核实的事",
        "办好的事情",
    ]
    assert re.findall(r'figure-number">(\d+)<', page) == ["2", "2", "1", "1"]


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("overdue", ["早就逾期的", "逾期的事情"]),
        ("open", ["早些的事情", "晚些的事情"]),
        ("done", ["等核实的事"]),
        ("finished", ["办好的事情"]),
        ("ended", []),
    ],
)
def test_the_list_is_narrowed_by_state(
    many: Promised, client: FlaskClient, state: str, found: list[str]
) -> None:
    assert titles(main(client, f"/follow-ups/?state={state}")) == found


def test_and_by_body(many: Promised, client: FlaskClient) -> None:
    assert len(titles(main(client, f"/follow-ups/?body={many.council_id}"))) == 6
    assert "没有找到" in main(client, "/follow-ups/?body=999")
    assert len(titles(main(client, "/follow-ups/?state=<script>"))) == 6


def test_the_list_turns_its_pages(promised: Promised, client: FlaskClient) -> None:
    for number in range(21):
        promised.promise(what=f"第{number}件事情")
    assert len(titles(main(client, "/follow-ups/"))) == 20
    assert titles(main(client, "/follow-ups/?page=2")) == ["第20件事情"]


def test_a_page_shows_the_old_day_beside_the_new_and_every_step(
    promised: Promised, client: FlaskClient
) -> None:
    one = promised.promise()
    promised.step(actions.move, one, date(2026, 8, 1), "等材料到货。", promised.convening, now=NOW)
    page = main(client, f"/follow-ups/{one}/")
    for told in ("2026年6月30日", "2026年8月1日", "等材料到货。", "李主任", "陈监督", "张负责"):
        assert told in page
    assert "<del>" in page
    assert client.get("/follow-ups/99/").status_code == 404


def test_the_resolution_s_page_leads_to_them(promised: Promised, client: FlaskClient) -> None:
    one = promised.promise()
    page = main(client, "/resolutions/2026/1/")
    assert f'href="/follow-ups/{one}/"' in page
    assert "写一件跟进事项" not in page
    staff = promised.world.client(promised.committee)
    assert "/desk/follow-ups/new/?kind=resolution&amp;id=1" in main(staff, "/resolutions/2026/1/")


def test_the_command_tells_what_was_promised_of_each(promised: Promised) -> None:
    promised.promise()
    run = promised.world.app.test_cli_runner().invoke
    rows = json.loads(run(args=["resolutions", "list", "--json"]).output)
    assert rows[0]["body"] == {"id": promised.council_id, "name": "里仁council"}
    assert rows[0]["follow_ups"] == [
        {
            "id": 1,
            "what": "给三号楼装好扶手",
            "responsible": "张负责",
            "due_on": "2026-06-30",
            "state": "open",
            "overdue": False,
        }
    ]


def test_a_body_s_page_shows_what_it_decided_and_what_is_owed_to_it(
    many: Promised, client: FlaskClient
) -> None:
    page = main(client, f"/bodies/{many.council_id}/")
    decided, owed = page[page.index("决定了什么") :].split("件逾期")
    assert titles(decided) == ["关于修车棚的决议"]
    assert titles(owed)[:5] == [
        "早就逾期的",
        "逾期的事情",
        "早些的事情",
        "晚些的事情",
        "等核实的事",
    ]
    assert f"/follow-ups/?body={many.council_id}" in owed


# ---- the one who is responsible


def test_whoever_is_responsible_writes_and_reports_without_an_office(promised: Promised) -> None:
    one = promised.promise()
    me = promised.world.client(promised.resident)
    assert "我负责的跟进事项（1 件还没办好）" in main(me, "/me/")
    assert titles(main(me, "/follow-ups/mine/")) == ["给三号楼装好扶手"]
    page = f"/follow-ups/{one}/report/"
    noted = post(me, f"/follow-ups/{one}/note/", page, version=1, note="材料买好了。")
    assert (noted.status_code, noted.location) == (303, page)
    done = post(me, f"/follow-ups/{one}/done/", page, version=2, done="装好了，请来看。")
    assert done.status_code == 303
    assert promised.row(one).state == "done"
    assert "材料买好了。" in main(promised.world.app.test_client(), f"/follow-ups/{one}/")


def test_nobody_else_does(promised: Promised) -> None:
    one = promised.promise()
    me = promised.world.client(promised.other)
    assert me.get(f"/follow-ups/{one}/report/").status_code == 403
    for door in ("note", "done"):
        sent = post(
            me, f"/follow-ups/{one}/{door}/", "/me/inbox/", version=1, note="一二三四五", done="x"
        )
        assert sent.status_code == 403
    passer_by = promised.world.app.test_client()
    assert passer_by.get(f"/follow-ups/{one}/report/").status_code == 303
    assert promised.row(one).version == 1


@pytest.mark.parametrize("words", ["", "短", "长" * 1001, "  \n "])
def test_words_that_say_nothing_are_refused_at_the_field_and_kept(
    promised: Promised, words: str
) -> None:
    one = promised.promise()
    me = promised.world.client(promised.resident)
    page = f"/follow-ups/{one}/report/"
    answer = post(me, f"/follow-ups/{one}/note/", page, version=1, note=words)
    assert answer.status_code == 422
    assert 'id="note-error"' in answer.get_data(as_text=True)
    assert words.strip() in answer.get_data(as_text=True)


@pytest.mark.parametrize("version", ["", "0", "2", "x", "-1", "9" * 30])
def test_a_version_that_is_not_the_one_there_is_overwrites_nothing(
    promised: Promised, version: str
) -> None:
    one = promised.promise()
    me = promised.world.client(promised.resident)
    page = f"/follow-ups/{one}/report/"
    answer = post(me, f"/follow-ups/{one}/note/", page, version=version, note="材料买好了。")
    assert answer.status_code in (409, 422)
    assert "材料买好了。" in answer.get_data(as_text=True)
    assert promised.row(one).version == 1


# ---- the desk


def promise_form(promised: Promised, **changes: object) -> dict[str, object]:
    return {
        "what": "给三号楼装好扶手",
        "responsible": "物业公司",
        "person": 0,
        "due_on": DUE.isoformat(),
        "checker": promised.supervisor.person_id,
        **changes,
    }


NEW = "/desk/follow-ups/new/?kind=resolution&id=1"


def test_the_committee_writes_one_down_of_a_resolution(promised: Promised) -> None:
    staff = promised.world.client(promised.committee)
    assert titles(main(staff, "/desk/follow-ups/")) == ["关于修车棚的决议"]  # nothing promised yet
    made = post(staff, NEW, **promise_form(promised))
    assert (made.status_code, made.location) == (303, "/desk/follow-ups/1/")
    row = promised.row(1)
    assert (row.responsible, row.responsible_id, row.due_on) == ("物业公司", None, DUE)
    assert titles(main(staff, "/desk/follow-ups/")) == ["给三号楼装好扶手"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"what": ""}, "what"),
        ({"what": "长" * 301}, "what"),
        ({"due_on": "2026-05-31"}, "due_on"),
        ({"due_on": "soon"}, "due_on"),
        ({"due_on": "9999-12-31"}, "due_on"),
        ({"checker": "99999"}, "checker"),
        ({"checker": "x"}, "checker"),
        ({"person": "99999"}, "person"),
        ({"responsible": ""}, "responsible"),
        ({"responsible": "长" * 61}, "responsible"),
    ],
)
def test_a_promise_that_is_none_is_refused_at_its_field(
    promised: Promised, changes: dict[str, object], field: str
) -> None:
    staff = promised.world.client(promised.committee)
    answer = post(staff, NEW, **promise_form(promised, **changes))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)


def test_of_nothing_nothing_is_promised(promised: Promised) -> None:
    staff = promised.world.client(promised.committee)
    for address in ("?kind=resolution&id=9", "?kind=nothing&id=1", "", "?kind=resolution&id=x"):
        assert staff.get(f"/desk/follow-ups/new/{address}").status_code == 404


def test_the_committee_reports_and_a_supervisor_checks(promised: Promised) -> None:
    one = promised.promise()
    staff = promised.world.client(promised.committee)
    judge = promised.world.client(promised.supervisor)
    page = f"/desk/follow-ups/{one}/"
    assert "核实：办好了" not in main(staff, page)
    post(staff, f"{page}move/", page, version=1, due_on="2026-07-31", reason="等材料到货。")
    post(staff, f"{page}done/", page, version=2, done="扶手都装好了。")
    assert (
        post(staff, f"{page}fulfil/", "/me/inbox/", version=3, checked="看过了，好。").status_code
        == 403
    )
    assert "核实：办好了" in main(judge, page)
    back = post(judge, f"{page}reopen/", page, version=3, missing="二楼还没有装。")
    assert back.status_code == 303
    assert promised.row(one).state == "open"


def test_a_day_that_is_none_is_refused_at_its_field(promised: Promised) -> None:
    one = promised.promise()
    staff, page = promised.world.client(promised.committee), f"/desk/follow-ups/{one}/"
    for day in (DUE.isoformat(), "2026-05-31", "", "x"):
        answer = post(staff, f"{page}move/", page, version=1, due_on=day, reason="等材料到货。")
        assert answer.status_code == 422
        assert 'id="due_on-error"' in answer.get_data(as_text=True)
    assert promised.row(one).due_on == DUE


def test_the_desk_says_what_waits_for_whom(many: Promised, world: World) -> None:
    for member, number in ((many.committee, 2), (many.supervisor, 1)):
        desk = main(world.client(member), "/desk/")
        card = desk[desk.index("跟进事项") :][:400]
        assert f"{number} 件在等" in card
    assert "跟进事项" not in main(world.staff(Role.GRID_WORKER), "/desk/").split("民生项目轮次")[0]


# ---- one's own data


def test_who_leaves_takes_the_name_along_and_the_promise_stays(promised: Promised) -> None:
    one = promised.promise()
    promised.step(actions.report, one, "扶手装好了。", promised.carrying)
    me = promised.resident.person_id
    held = {each.section.code: each.rows for each in mine.gather(me)}
    assert held["followups"][0]["答应办什么"] == "给三号楼装好扶手"
    assert held["followup_steps"][0]["内容"] == "扶手装好了。"
    with writing():
        leaver = Leaver(me, clock.now())
        for section in mine.sections():
            if section.code.startswith("followup") and section.erase:
                section.erase(leaver)
    row = promised.row(one)
    assert (row.responsible, row.responsible_id) == ("已注销的居民", None)
    assert me not in {row.reported_by, *(step.by_id for step in row.steps)}
    assert [step.text for step in row.steps] == ["给三号楼装好扶手", "扶手装好了。"]
