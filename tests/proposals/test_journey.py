"""From a resident's wish to the numbered resolution, through the pages, and back by links."""

import re
from datetime import timedelta

from flask.testing import FlaskClient

from portal.budget.actions import closing
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.notices.models import Posting
from portal.proposals.actions import fates
from portal.proposals.rules import State
from tests.proposals import making
from tests.proposals.making import act, get, propose
from tests.world import World, post


def moderate(client: FlaskClient, title: str) -> None:
    """Finds it in the queue and lets it through."""
    queue = client.get("/desk/moderation/").get_data(as_text=True)
    found = re.search(rf'/desk/moderation/(\d+)/">{title}', queue)
    assert found, title
    page = f"/desk/moderation/{found[1]}/"
    version = re.search(
        r'name="version"[^>]*value="(\d+)"', client.get(page).get_data(as_text=True)
    )
    assert version
    assert post(client, page, move="approve", version=version[1]).status_code == 303


def decide(client: FlaskClient, proposal_id: int, name: str, **fields: object) -> int:
    page = f"/desk/screening/{proposal_id}/"
    version = get(proposal_id).version
    answer = post(client, f"{page}{name}/", page, version=version, **fields)
    return answer.status_code


def test_from_a_wish_on_a_phone_to_the_numbered_resolution_and_back(world: World) -> None:
    made = making.collecting_round(world, needed=10)
    author, other, refused_one = (world.client(world.account()) for _ in range(3))
    committee = world.staff(Role.COMMITTEE_MEMBER)
    handrails, again, feast = (
        propose(author),
        propose(other, title="楼道要扶手"),
        propose(refused_one, title="重阳节聚餐", need="大家一起吃顿饭，热闹热闹，增进感情。"),
    )
    for title in ("楼道加装扶手", "楼道要扶手", "重阳节聚餐"):
        moderate(committee, title)
    neighbours = [world.client(world.account()) for _ in range(10)]
    for one in neighbours:
        assert act(one, handrails, "endorse") == 303
    for one in neighbours[:4]:
        assert act(one, again, "endorse") == 303
    assert get(handrails).state == State.SCREENING
    # merged: endorsed by four of the ten, and its author comes along
    assert decide(committee, again, "merge", into=handrails, reason="同一件事") == 303
    for one in neighbours:
        assert act(one, feast, "endorse") == 303
    assert decide(committee, feast, "refuse", ground="entertainment", reason="聚餐不能用") == 303
    cost = {"cost_fen": "48000", "cost_basis": "三家报价取中", "reason": "急需，能做"}
    assert decide(committee, handrails, "accept", **cost) == 303
    # the ballot
    making.stop_collecting(made)
    made.seal()
    made.move(opens=timedelta(hours=-1), closes=timedelta(hours=1))
    project = str(made.projects()[0].id)
    for one in (author, *neighbours[:3]):
        assert made.vote(one, project).status_code == 303
    made.close()
    fates.tick(clock.now())
    # one objection, answered
    result = f"/budget/{made.id}/result/"
    passer_by = world.app.test_client()
    page = author.get(result).get_data(as_text=True)
    posting = re.search(r"/notices/(\d+)/object/", page)
    assert posting
    address = f"/notices/{posting[1]}/object/"
    words = {"text": "报价单请公开，邻居想看。", "signed": "named"}
    assert post(author, f"{address}send/", address, **words).status_code == 303
    supervisor = world.staff(Role.SUPERVISOR)
    queue = supervisor.get("/desk/objections/").get_data(as_text=True)
    objection = re.search(r"/desk/objections/(\d+)/", queue)
    assert objection
    shown = f"/desk/objections/{objection[1]}/"
    version = re.search(r'name="version"[^>]*value="(\d+)"', supervisor.get(shown).get_data(True))
    assert version
    answer = {"verdict": "dismiss", "answer": "报价单已贴在公告栏。", "version": version[1]}
    assert post(supervisor, f"{shown}answer/", shown, **answer).status_code == 303
    # certified
    witnesses = [supervisor, world.staff(Role.SUPERVISOR)]
    desk = f"/desk/rounds/{made.id}/"
    for one in witnesses:
        assert post(one, f"{desk}witness/", desk).status_code == 303
    with writing():
        past = clock.now() - timedelta(days=16)
        made.row.posted_at = past
        for row in db.session.query(Posting):
            row.posted_at, row.until = past, past + timedelta(days=15)
    director = world.staff(Role.DIRECTOR)
    assert post(director, f"{desk}certify/", desk).status_code == 303
    fates.tick(clock.now())
    # and back by links
    page = passer_by.get(f"/proposals/{handrails}/").get_data(as_text=True)
    resolution = re.search(r'href="(/resolutions/\d+/1/)"', page)
    assert resolution
    sheet = passer_by.get(resolution[1]).get_data(as_text=True)
    assert made.row.box is not None
    assert made.row.box.final_digest in sheet
    listed = re.search(rf'href="(/budget/{made.id}/projects/\d+/)"', sheet)
    assert listed
    project_page = passer_by.get(listed[1]).get_data(as_text=True)
    assert f'href="/proposals/{handrails}/"' in project_page
    merged = passer_by.get(f"/proposals/{again}/").get_data(as_text=True)
    assert f'href="/proposals/{handrails}/"' in merged
    # everyone was told, winners and losers alike
    told = author.get("/me/inbox/").get_data(as_text=True)
    assert "在投票中入选了" in told
    assert "形成了决议" in told
    assert "没有通过筛选" in refused_one.get("/me/inbox/").get_data(as_text=True)
    assert "并入了" in other.get("/me/inbox/").get_data(as_text=True)


def test_closing_needs_no_proposals(world: World) -> None:
    """A round whose list was typed by the committee goes its way without any."""
    made = making.make_round(world)
    assert fates._news() == []
    assert closing.is_due(made.row, clock.now()) is False
