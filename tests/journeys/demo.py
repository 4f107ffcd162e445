"""The demo community with a stage set beyond it, so that every page has something to show."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.datastructures import FileStorage

from portal.app import create_app
from portal.core import clock
from portal.core.db import db
from portal.demo.load import load
from tests.journeys import acts
from tests.journeys.visitor import Answer, Visitor
from tests.roster.sheets import row, sheet
from tests.settings import config_in
from tests.world import PASSWORD

RESIDENT, HOUSEMATE = "13800000001", "13800000009"
COMMITTEE, DIRECTOR = "13800000003", "13800000008"
SUPERVISOR, ADMINISTRATOR = "13800000004", "13800000010"


@contextmanager
def loaded(folder: Path) -> Iterator[Flask]:
    """The portal over a database of its own, with the demo as ``make run`` loads it."""
    app = create_app(config_in(folder))
    with app.app_context():
        db.create_all()
        load(app.config["PORTAL"].keys, clock.now())
        app.test_cli_runner().invoke(args=["tick"])
        db.session.remove()
    yield app
    with app.app_context():
        db.engine.dispose()


@dataclass
class Demo:
    """``things`` are what addresses name: ids of a draft, a slip, an upload …"""

    address: str
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)

    def set_the_stage(self) -> None:
        committee = self._signed_in(COMMITTEE)
        for phone in (RESIDENT, DIRECTOR, SUPERVISOR):
            self._signed_in(phone)
        self._draft(committee)
        self._print_a_slip(committee)
        self._hand_in_rosters(committee)
        self._find_people(self._signed_in(ADMINISTRATOR))
        housemate = self._signed_in(HOUSEMATE)
        housemate.send(housemate.get("/me/roster/").form(), wish="我是 1954 年生的。")
        ballot = housemate.get("/budget/2/vote/")
        self._note(project=(ballot, r'name="choice" value="(\d+)"'))
        acts.vote(housemate, ballot, [self.things["project"]])
        last_year = Visitor(self.address).get("/budget/1/result/")
        self._note(winner=(last_year, r'/budget/1/projects/(\d+)/"'))

    def _signed_in(self, phone: str) -> Visitor:
        visitor = Visitor(self.address)
        login = visitor.get("/login/")
        me = visitor.send(login.form("/login/"), phone=phone, password=PASSWORD)
        assert me.path == "/me/", phone
        self.cookies[phone] = visitor.cookies
        return visitor

    def _note(self, **seen: tuple[Answer, str]) -> None:
        for name, (page, pattern) in seen.items():
            found = re.search(pattern, page.text)
            assert found, f"no {name} on {page.path}"
            self.things[name] = found[1]

    def _draft(self, committee: Visitor) -> None:
        draft = committee.send(
            committee.get("/desk/rounds/new/").form("/new/"),
            title="明年的民生项目",
            fund="明年的社区保障资金",
            amount_fen="300000",
            form="approve",
            max_choices="5",
            rule="most-votes",
            completion="none",
            min_support="0",
            voting_from=f"{clock.today().year + 1}-03-01T09:00",
            voting_until=f"{clock.today().year + 1}-03-15T18:00",
            posting_days="15",
            endorsements_needed="10",
            screening_days="10",
        )
        self.things["draft"] = urlsplit(draft.path).path.split("/")[3]
        form = committee.get(f"{draft.path}projects/new/").form("/projects/new/")
        listed = committee.send(
            form,
            code="N-01",
            title="给书香新居的电梯厅装扶手",
            summary="两侧装木扶手，转角包圆。",
            kind="works",
            place="书香新居 1 号楼",
            cost_fen="18600",
        )
        self._note(own_project=(listed, rf"/desk/rounds/{self.things['draft']}/projects/(\d+)/"))

    def _print_a_slip(self, committee: Visitor) -> None:
        self._note(building=(committee.get("/desk/slips/"), r"/desk/slips/(\d+)/"))
        building = committee.get(f"/desk/slips/{self.things['building']}/")
        people = re.findall(r'name="person" value="(\d+)"', building.text)[:2]
        form = building.form("/print/")
        slip = acts.slips_on(committee.send(form, which="chosen", person=people))[0]
        self.things["code"] = slip.code
        building = committee.get(f"/desk/slips/{self.things['building']}/")
        self._note(slip=(building, r"/desk/slips/slip/(\d+)/revoke/"))

    def _hand_in_rosters(self, committee: Visitor) -> None:
        good, again = row("温如玉", phone="13912345678"), row("温如言", phone="13912345678")
        bad = row("@SUM(1)", year="昨天")
        here, moved = row("温如冰", room="601"), row("温如冰", room="602")
        sheets = ("imported", (good, here, bad)), ("waiting", (good, good, again, moved, bad))
        for name, rows in sheets:
            form = committee.get("/desk/roster/").form("/desk/roster/")
            file = FileStorage(BytesIO(sheet(*rows)), f"{name}.xlsx", "sheet")
            preview = committee.send(form, sheet=file)
            self.things[name] = urlsplit(preview.path).path.split("/")[4]
            if name == "imported":
                committee.send(preview.form("/confirm/"))
        self._lose_somebody(committee)

    def _lose_somebody(self, committee: Visitor) -> None:
        """A full sheet lists one of two."""
        stays, lost = row("钟子期", building="9幢"), row("俞伯牙", building="9幢")
        for rows, said in (((stays, lost), {}), ((stays,), {"is_full": "y"})):
            form = committee.get("/desk/roster/").form("/desk/roster/")
            file = FileStorage(BytesIO(sheet(*rows)), "9.xlsx", "sheet")
            preview = committee.send(form, sheet=file)
            committee.send(preview.form("/confirm/"), **said)
            self.things.setdefault("blocked", urlsplit(preview.path).path.split("/")[4])
            self.things["undoable"] = urlsplit(preview.path).path.split("/")[4]
        found = committee.get("/desk/roster/missing/")
        self._note(lost=(found, r"/desk/roster/people/(\d+)/whereabouts/"))
        people = committee.get("/desk/roster/people/?q=%E7%8E%8B%E7%A7%80%E8%8B%B1")
        self._note(resident=(people, r"/desk/roster/people/(\d+)/"))

    def _find_people(self, administrator: Visitor) -> None:
        found = administrator.get("/desk/roles/?q=%E7%8E%8B%E7%A7%80%E8%8B%B1")
        self._note(
            person=(found, r"/desk/roles/grant/(\d+)/"), term=(found, r"/desk/roles/(\d+)/end/")
        )
