"""One search: two signs find what is public, of every kind, and nothing that is not."""

import pytest
from flask.testing import FlaskClient
from flask_babel import lazy_gettext as _l

from portal.moderation.rules import Move
from portal.search import registry
from portal.search.registry import Found, Hit
from tests.proposals import making
from tests.proposals.making import collecting_round, published
from tests.resolutions.conftest import Council
from tests.statements import statements
from tests.topics import making as topics
from tests.world import World


@pytest.fixture(name="council")
def _council(world: World) -> Council:
    return Council(world)


def search(client: FlaskClient, typed: str, **more: object) -> str:
    answer = client.get("/search/", query_string={"q": typed, **more})
    assert answer.status_code == 200
    return answer.text


def test_nothing_typed_says_what_is_found_here(client: FlaskClient, world: World) -> None:
    page = search(client, "")
    assert "写两个字就能找" in page
    assert "没有找到" not in page


def test_one_sign_is_too_few(client: FlaskClient, world: World) -> None:
    assert "请至少写两个字" in search(client, "扶")


def test_what_is_nowhere_is_said_with_a_next_step(client: FlaskClient, world: World) -> None:
    page = search(client, "飞机场")
    assert "没有找到“飞机场”" in page
    assert "换一个说法再试" in page


def test_two_signs_find_a_proposal_and_a_resolution(
    client: FlaskClient, world: World, council: Council
) -> None:
    made = collecting_round(world)
    proposal_id = published(made, world)
    council.adopt(1)
    page = search(client, "扶手")
    assert f'href="/proposals/{proposal_id}/"' in page
    assert 'href="/resolutions/2026/1/"' in page  # an item of it is called so
    assert "找到 2 条" in page


def test_spaces_and_wide_signs_make_no_difference(
    client: FlaskClient, world: World, council: Council
) -> None:
    council.adopt(1, title="关于LED灯的决议")
    assert 'href="/resolutions/2026/1/"' in search(client, "ｌｅｄ 灯")


def test_what_a_moderator_hid_is_not_found(client: FlaskClient, world: World) -> None:
    proposal_id = published(collecting_round(world), world)
    making.read(proposal_id, world.person().id, Move.HIDE, "写了别人的电话")
    assert f"/proposals/{proposal_id}/" not in search(client, "扶手")


def test_a_topic_that_nobody_has_read_is_not_found(client: FlaskClient, world: World) -> None:
    topic_id = topics.submitted(world.person().id)
    assert f"/topics/{topic_id}/" not in search(client, "封闭")
    topics.read(topic_id, world.person().id)
    assert f'href="/topics/{topic_id}/"' in search(client, "封闭")


HOSTILE = [
    "%%", "__", "\\\\", "%_", "' OR 1=1 --", "<script>alert(1)</script>", "扶" * 500, "🙂🙂",
    "\x00\x00飞机", "\u202e手扶", "{{7*7}}",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_words_find_nothing_and_break_nothing(
    client: FlaskClient, world: World, council: Council, typed: str
) -> None:
    council.adopt(1, title="关于路灯的决议")
    page = search(client, typed)
    assert "/resolutions/2026/1/" not in page
    assert "<script>alert" not in page


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind of which there are seven, and one without a list of its own."""
    monkeypatch.setattr(registry, "_SOURCES", {})
    for code, more in (("listed", "/lists/?q=%(q)s"), ("bare", "")):
        registry.register(code, _l("决议"), more, _seven)


def _seven(_key: str, most: int) -> Found:
    return Found([Hit(f"第{number}件", f"/{number}/") for number in range(7)][:most], 7)


def test_a_kind_with_more_leads_to_all_of_it(client: FlaskClient, world: World, many: None) -> None:
    page = search(client, "一件")
    assert page.count("看全部 7 条") == 2
    assert 'href="/lists/?q=%E4%B8%80%E4%BB%B6"' in page
    assert "/search/?q=" in page
    assert "第5件" not in page
    assert "第6件" in search(client, "一件", kind="bare")


def test_an_unknown_kind_asks_for_all(client: FlaskClient, world: World, many: None) -> None:
    assert "第0件" in search(client, "一件", kind="nonsense")


def test_each_kind_is_at_most_two_questions(client: FlaskClient, world: World) -> None:
    search(client, "扶手")
    with statements() as none:
        search(client, "")
    with statements() as asked:
        search(client, "扶手")
    assert len(asked) - len(none) <= 2 * len(registry.sources())
    assert len(asked) <= 16


def test_a_code_has_one_meaning(many: None) -> None:
    with pytest.raises(ValueError, match="named twice"):
        registry.register("bare", _l("决议"), "", _seven)
