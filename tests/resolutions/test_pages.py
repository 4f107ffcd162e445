"""Resolutions are read, searched and printed by everyone."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from portal.bodies.rules import Kind
from portal.core.db import db, writing
from portal.notices import actions as notices
from portal.notices import queries as postings
from portal.resolutions import kinds
from portal.resolutions.models import Resolution
from portal.resolutions.rules import Fact
from portal.roster.models import Person
from tests.resolutions.conftest import ADOPTED, Bodies, Council
from tests.world import World, utc


def main(client: FlaskClient, path: str) -> str:
    page = client.get(path).get_data(as_text=True)
    return page[page.index("<main") : page.index("</main>")]


@pytest.fixture
def adopted(council: Council) -> Council:
    council.adopt(1, title="关于修车棚的决议")
    council.adopt(2, title="关于聘请保洁的决议", items=[])
    council.adopt(3, utc(2027, 2, 1), title="关于居民公约的决议", items=[])
    return council


def test_the_list_is_by_year_newest_first(adopted: Council, client: FlaskClient) -> None:
    page = main(client, "/resolutions/")
    told = ["<h2>2027 年", "关于居民公约", "<h2>2026 年", "关于聘请保洁", "关于修车棚"]
    places = [page.index(one) for one in told]
    assert places == sorted(places)
    assert page.count("<h2>") == 2


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("车棚", ["关于修车棚"]),
        ("扶手", ["关于修车棚"]),  # an item of it
        ("居民", ["关于居民公约"]),
        ("决议", ["关于居民公约", "关于聘请保洁", "关于修车棚"]),
        ("里议〔2026〕2号", ["关于聘请保洁"]),
        ("２０２７", ["关于居民公约"]),  # full width
        ("号关于", []),  # from the number into the title
        ("100%", []),
        ("_", []),
        ("没有的", []),
    ],
)
def test_two_characters_find_a_resolution(
    adopted: Council, client: FlaskClient, typed: str, found: list[str]
) -> None:
    page = main(client, f"/resolutions/?q={typed}")
    assert re.findall(r"<h3><a[^>]*>(关于.*?)的决议", page) == found
    assert ("没有找到" in page) is (found == [])


def test_the_name_under_it_stays_as_it_was_on_the_day(
    adopted: Council, client: FlaskClient
) -> None:
    with writing():
        db.session.get_one(Person, adopted.person_id).name = "另一个名字"
    page = main(client, "/resolutions/2026/1/")
    assert ("刘文静" in page, "另一个名字" in page) == (True, False)


def test_the_list_turns_its_pages(council: Council, client: FlaskClient) -> None:
    for number in range(1, 22):
        council.adopt(number, title=f"第 {number} 件事", items=[])
    assert "第 1 件事" not in main(client, "/resolutions/")
    assert "第 1 件事" in main(client, "/resolutions/?page=2")
    assert client.get("/resolutions/?page=nonsense").status_code == 200
    assert client.get(f"/resolutions/?q={'长' * 500}").status_code == 200


def test_without_any_the_page_says_so(world: World, client: FlaskClient) -> None:
    assert "还没有决议" in main(client, "/resolutions/")


def test_the_sheet_says_what_was_decided_by_which_rule_and_on_what_grounds(
    adopted: Council, client: FlaskClient
) -> None:
    page = main(client, "/resolutions/2026/1/")
    for told in (
        "里议〔2026〕1号",
        "关于修车棚的决议",
        "充电车棚",
        "¥88,000.00",
        "¥18,600.50",
        "¥106,600.50",
        "得票优先",
        "议事规则第三条",
        "刘文静",
        "2026年5月1日",
        "d" * 64,
        "a" * 64,
        "/council/1/matters/31/",
        'href="/council/1/"',
        'href="/audit/"',
        "<svg",
        "http://localhost/resolutions/2026/1/",
    ):
        assert told in page
    assert re.findall(r'figure-number">(\d+)<', page) == ["20", "15", "1"]


def test_a_decision_without_items_or_figures_has_no_empty_table(
    council: Council, client: FlaskClient
) -> None:
    council.adopt(1, items=[], facts={}, digest=None)
    page = main(client, "/resolutions/2026/1/")
    assert "<table" not in page
    assert "figure-number" not in page


def test_one_that_was_annulled_names_the_one_that_did(
    adopted: Council, client: FlaskClient
) -> None:
    with writing():
        db.session.get_one(Resolution, 1).annulled_by = 3
    assert "已被废止" in main(client, "/resolutions/")
    page = main(client, "/resolutions/2026/1/")
    assert "已被废止" in page
    assert 'href="/resolutions/2027/1/"' in page


def test_an_unknown_number_is_not_found(adopted: Council, client: FlaskClient) -> None:
    for path in ("2026/9/", "2025/1/", "2026/0/", "9999999999/1/"):
        assert client.get(f"/resolutions/{path}").status_code == 404


def test_a_resolution_is_in_chinese_whoever_reads_it_and_the_page_in_english(
    adopted: Council, client: FlaskClient
) -> None:
    client.set_cookie("lang", "en")
    page = main(client, "/resolutions/2026/1/")
    assert "里议〔2026〕1号" in page
    assert "确认人" not in page


def test_the_command_lists_them(adopted: Council, world: World) -> None:
    run = world.app.test_cli_runner().invoke
    plain = run(args=["resolutions", "list"]).output.splitlines()
    assert plain[2] == "里议〔2026〕1号  2026-05-01  关于修车棚的决议"
    rows = json.loads(run(args=["resolutions", "list", "--json"]).output)
    assert [(row["year"], row["serial"]) for row in rows] == [(2027, 1), (2026, 2), (2026, 1)]
    assert rows[2]["items"] == [
        {"title": "充电车棚", "amount": "88000"},
        {"title": "楼道扶手", "amount": "18600.50"},
    ]
    assert rows[2]["source"] == {"kind": "test.council", "id": 1}
    assert [(row["body"], row["text"], row["follow_ups"]) for row in rows] == [(None, "", [])] * 3


MEETING = {
    Fact.ENTITLED: 51,
    Fact.PRESENT: 40,
    Fact.FOR: 30,
    Fact.AGAINST: 5,
    Fact.ABSTAIN: 3,
    Fact.RECUSED: 2,
}


def test_what_a_body_decided_shows_its_words_its_figures_and_its_posting(
    council: Council, body: Bodies, client: FlaskClient
) -> None:
    with time_machine.travel(ADOPTED, tick=False):
        council.adopt(
            1,
            body_id=body(Kind.ASSEMBLY),
            items=[],
            text="在北门建一个充电车棚。",
            facts=MEETING,
            rule="到会的过半数赞成",
            basis="《城市居民委员会组织法》第二十九条",
        )
        page = main(client, "/resolutions/2026/1/")
    assert re.findall(r'figure-number">(\d+)<', page) == ["51", "40", "30", "5", "3", "2", "0"]
    for told in (
        "里仁assembly",
        "在北门建一个充电车棚。",
        "正在公示",
        "公示期：2026年5月1日 至 2026年5月16日。",
        "我要提异议",
        "第二十九条",
    ):
        assert told in page
    assert "没有项目入选" not in page
    with time_machine.travel(ADOPTED + timedelta(days=30), tick=False):
        after = main(client, "/resolutions/2026/1/")
    assert ("正在公示" in after, "有效" in after, "我要提异议" in after) == (False, True, False)


def test_the_list_is_narrowed_by_body_year_and_state(
    council: Council, body: Bodies, client: FlaskClient
) -> None:
    lower, higher = body(Kind.COUNCIL), body(Kind.ASSEMBLY)
    council.adopt(1, title="甲", body_id=lower)
    council.adopt(2, title="乙", body_id=lower)
    council.adopt(3, title="丙", body_id=higher, annuls_id=1)
    council.adopt(4, utc(2027, 2, 1), title="丁", body_id=higher)

    def found(narrowed: str) -> list[str]:
        return re.findall(r"<h3><a[^>]*>(.)</a>", main(client, f"/resolutions/?{narrowed}"))

    with time_machine.travel(utc(2027, 2, 2), tick=False):
        assert found("") == ["丁", "丙", "乙", "甲"]
        assert found(f"body={lower}") == ["乙", "甲"]
        assert found("year=2027") == ["丁"]
        assert found("state=posted") == ["丁"]
        assert found("state=in_force") == ["丙", "乙"]
        assert found("state=annulled") == ["甲"]
        assert found(f"body={lower}&state=in_force&q=乙") == ["乙"]
        assert found("state=nonsense&year=x") == []  # no such year
        assert found(f"body={'9' * 40}") == []


def test_an_upheld_objection_keeps_it_posted_until_it_is_settled(
    council: Council, body: Bodies, client: FlaskClient
) -> None:
    council.adopt(1, body_id=body(Kind.COUNCIL))
    posted = postings.standing(kinds.POSTING, 1)
    assert posted is not None
    with writing():
        notices.object_to(
            notices.locked(posted.posting.id),
            council.person_id,
            "没有公开报价，不对。",
            False,
            ADOPTED,
        )
    with time_machine.travel(ADOPTED + timedelta(days=30), tick=False):
        assert "正在公示" in main(client, "/resolutions/2026/1/")
        assert "<h3>" in main(client, "/resolutions/?state=posted")
        assert "没有找到" in main(client, "/resolutions/?state=in_force")


def test_a_resolution_of_yesterday_is_of_yesterday(council: Council, client: FlaskClient) -> None:
    council.adopt(1, ADOPTED - timedelta(days=1))
    assert "2026年4月30日" in main(client, "/resolutions/2026/1/")
