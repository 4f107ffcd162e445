"""A page of an appraisal costs as many queries however much it appraises, and few bytes."""

import gzip

from flask.testing import FlaskClient

from portal.appraisals.actions import preparing
from portal.core.access import Role
from portal.core.db import writing
from tests.appraisals.making import Room
from tests.statements import statements
from tests.world import World

NEXT_PAGE = 15 * 1024
MOST = 16
PAGES: dict[str, tuple[str, Role | None]] = {
    "list": ("/appraisals/", None),
    "open": ("/appraisals/{open}/", None),
    "answering": ("/appraisals/{open}/answer/", None),
    "posted": ("/appraisals/{posted}/", None),
    "table": ("/appraisals/{posted}/result.csv", None),
    "desk": ("/desk/appraisals/", Role.SUPERVISOR),
    "desk draft": ("/desk/appraisals/{draft}/", Role.SUPERVISOR),
    "desk open": ("/desk/appraisals/{open}/", Role.SUPERVISOR),
    "desk posted": ("/desk/appraisals/{posted}/", Role.SUPERVISOR),
    "reply": ("/appraisals/{posted}/reply/", Role.DIRECTOR),
}


def filled(room: Room, size: int) -> dict[str, int]:
    """``size`` subjects, asked with three questions and answered by twelve; last year too."""
    names = [f"第{number}项服务" for number in range(size)]

    def draft(title: str, year: int = 2026) -> int:
        made = room.draft(subjects=names, title=f"{title}{size}", year=year, asks_words=True)
        for text in ("态度", "效率"):
            by = room.by(made)
            with writing():
                preparing.add_question(made, text, by)
        return made

    def opened(title: str, year: int = 2026) -> int:
        made = draft(title, year)
        by = room.by(made)
        with writing():
            preparing.announce(made, by)
        room.tick()
        return made

    for year in (2025, 2026):
        posted = opened("去年今年", year)
        for place, person_id in enumerate(room.roll(posted)[:12]):
            said = ["satisfied" if place < 6 else "fairly"] * 3 * size
            assert room.answer(posted, person_id, *said, words=f"第{place}句") == "cast"
        room.close(posted)
    return {"posted": posted, "open": opened("正在评"), "draft": draft("草稿")}


def _count(client: FlaskClient, path: str) -> int:
    with statements() as seen:
        answer = client.get(path)
    assert answer.status_code == 200, path
    return len([one for one in seen if not one.startswith("PRAGMA")])


def test_ten_times_as_much_costs_no_more_queries_and_each_page_is_light(world: World) -> None:
    """Twenty subjects of three questions are the most that is asked at once."""
    room = Room(world)
    for _ in range(12):
        world.person()
    clients = {
        role: world.client(world.account(None, *([role] if role else [])))
        for role in (None, Role.SUPERVISOR, Role.DIRECTOR)
    }
    few = filled(room, 2)
    counted = {
        name: _count(clients[role], path.format(**few)) for name, (path, role) in PAGES.items()
    }
    many = filled(room, 20)
    again = {
        name: _count(clients[role], path.format(**many)) for name, (path, role) in PAGES.items()
    }
    assert again == counted
    assert {name: n for name, n in counted.items() if n > MOST} == {}
    heavy = {}
    for name, (path, role) in PAGES.items():
        body = clients[role].get(path.format(**many)).data
        size = len(gzip.compress(body, 6))
        if size > NEXT_PAGE:
            heavy[name] = size
    assert heavy == {}
