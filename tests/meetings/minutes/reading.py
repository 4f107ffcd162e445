"""What the tests of minutes read on their pages."""

from datetime import timedelta
from io import BytesIO

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage

from portal.core import clock
from portal.core.access import Role
from portal.core.db import writing
from portal.meetings.minutes import carried
from portal.resolutions.followups import actions as followups
from portal.resolutions.followups.actions import Promise
from tests.meetings.minutes.conftest import Writing
from tests.world import World, post

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def main(client: FlaskClient, path: str) -> str:
    page = client.get(path).get_data(as_text=True)
    return page[page.index("<main") : page.index("</main>")]


def promise(world: World, meeting_id: int, what: str) -> int:
    checker = world.account(world.person("陈监督"), Role.SUPERVISOR).person_id
    staff = world.account(world.person("李主任"), Role.COMMITTEE_MEMBER).person_id
    due = clock.today() + timedelta(days=60)
    wanted = Promise(carried.SOURCE, meeting_id, what, "物业公司", None, checker, due)
    with writing():
        return followups.promise(wanted, staff, clock.now()).id


def send(minutes: Writing, body: bytes, name: str, title: str = "签到表") -> int:
    file = FileStorage(BytesIO(body), filename=name)
    answer = post(
        minutes.clerk,
        f"{minutes.address}papers/",
        f"{minutes.address}edit/",
        title=title,
        file=file,
    )
    return answer.status_code
