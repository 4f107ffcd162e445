"""议事: what was promised is counted there as it is on its own page."""

import re
from datetime import timedelta

from flask.testing import FlaskClient

from portal.core import clock
from portal.core.access import Role
from portal.core.db import db
from portal.meetings.minutes.carried import SOURCE
from portal.resolutions.followups.models import FollowUp
from tests.meetings.making import open_meeting
from tests.world import World


def text(client: FlaskClient, address: str) -> str:
    shown = client.get(address).get_data(as_text=True)
    main = shown.split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_follow_ups_are_counted_alike_and_called_alike(world: World, client: FlaskClient) -> None:
    made, checker = open_meeting(world), world.account(None, Role.SUPERVISOR).person_id
    today = clock.today()
    states = ["open"] * 3 + ["done"] * 2 + ["finished"] * 4
    for place, state in enumerate(states):
        late = place == 0
        one = FollowUp(
            source_kind=SOURCE,
            source_id=made.id,
            source_title="第一次会议",
            what=f"第{place}件事",
            responsible="物业",
            checker_id=checker,
            due_on=today - timedelta(days=1) if late else today + timedelta(days=9),
            state=state,
            reported_by=None if state == "open" else checker,
            made_by=checker,
            made_at=clock.now(),
        )
        db.session.add(one)
    db.session.commit()
    discuss = text(client, "/discuss/")
    assert "跟进事项：逾期 1 件，正在办 2 件，等核实 2 件，办好了 4 件" in discuss
    assert "落实" not in discuss
    own_page = text(client, "/follow-ups/")
    assert "1 件逾期 2 件正在办 2 件等核实 4 件办好了" in own_page


def test_who_convenes_finds_the_door_and_the_list_on_the_meetings_page(
    world: World, client: FlaskClient
) -> None:
    made = open_meeting(world)
    for who, found in ((world.staff(Role.COMMITTEE_MEMBER), True), (client, False)):
        shown = who.get(made.address).get_data(as_text=True)
        assert (f'href="{made.desk}door/"' in shown) is found
        assert (f'href="{made.desk}attendance/"' in shown) is found
