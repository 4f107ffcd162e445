"""Two desks correct one line at once: one of them does."""

from portal.core import clock
from portal.core.access import Role
from portal.core.db import db
from portal.projects.programmes.models import Line
from tests.projects.programmes.plenty import fill
from tests.topics.test_races import at_once, press
from tests.world import World


def test_two_who_correct_one_line_at_once_write_one_correction(world: World) -> None:
    fill(world, 1)
    typed = {"number": 2, "on": clock.today().isoformat(), "note": "数错了"}
    clients = [world.staff(Role.COMMITTEE_MEMBER) for _ in range(2)]
    asks = [press(one, "/desk/programmes/lines/1/correct/", **typed) for one in clients]
    assert sorted(at_once(asks)) == [303, 422]
    db.session.rollback()
    assert [one.corrects_id for one in db.session.query(Line).order_by(Line.id)] == [None, 1]
