"""The demo community with a stage set beyond it, so that every page has something to show."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pyotp
from flask import Flask
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from portal.accounts.idle import STAFF_IDLE_MINUTES
from portal.accounts.models import Account
from portal.app import create_app
from portal.budget.actions import closing, preparing, voting
from portal.budget.models import ListedProject, Round
from portal.core import clock, outbox, settings
from portal.core.db import db, writing
from portal.demo.load import load
from portal.inbox import seals
from portal.inbox.models import MailAddress
from portal.moderation import actions as moderation
from portal.moderation.rules import Move
from portal.proposals import queries as proposals
from portal.proposals.actions import talking
from portal.proposals.models import Proposal
from portal.roster.models import Person
from portal.topics.demands import actions as demands
from portal.topics.demands.rules import Kind as Demanded
from tests.inbox.mailbox import mail_server
from tests.journeys import acts, decided, meetings
from tests.journeys.points import share_points
from tests.journeys.visitor import Answer, Visitor
from tests.proposals.making import photo
from tests.roster.sheets import row, sheet
from tests.settings import config_in
from tests.world import PASSWORD

RESIDENT, HOUSEMATE = "13800000001", "13800000009"
SECURED = "13800000002"
COMMITTEE, DIRECTOR = "13800000003", "13800000008"
TOLD = outbox.kind("test.told", _l("第 %(number)s 件与您有关的事办好了"), "/budget/%(round)s/")
SUPERVISOR, ADMINISTRATOR = "13800000004", "13800000010"
PARTY = "13800000011"


@contextmanager
def loaded(folder: Path) -> Iterator[Flask]:
    """The portal over a database of its own, with the demo as ``make run`` loads it."""
    with mail_server() as box:
        app = create_app(replace(config_in(folder), mail=box.mail()))
        _settle(app)
        yield app
        with app.app_context():
            db.engine.dispose()


def _settle(app: Flask) -> None:
    with app.app_context():
        db.create_all()
        load(app.config["PORTAL"].keys, clock.now())
        post_a_small_round(app.config["PORTAL"].keys)
        share_points(app.config["PORTAL"].keys)
        _ask_in_public()
        _tell_the_resident()
        _agree_to_mail()
        meetings.hold(RESIDENT, COMMITTEE, DIRECTOR)
        decided.decide(RESIDENT, COMMITTEE, SUPERVISOR)
        with writing():  # the pages are looked at for longer than staff may be away
            settings.change(STAFF_IDLE_MINUTES, STAFF_IDLE_MINUTES.high, clock.now())
        app.test_cli_runner().invoke(args=["tick"])
        db.session.remove()


def _tell_the_resident() -> None:
    """More messages than one page holds, the latest of them with a page to go to."""
    resident = db.session.scalars(select(Account).where(Account.phone == RESIDENT)).one()
    with writing():
        for number in range(25):
            outbox.tell([resident.person_id], TOLD, clock.now(), number=number, round=1)


def _agree_to_mail() -> None:
    housemate = db.session.scalars(select(Account).where(Account.phone == HOUSEMATE)).one()
    with writing():
        db.session.add(
            MailAddress(
                person_id=housemate.person_id,
                address="zhiming@mail.example",
                language="zh",
                confirmed_at=clock.now(),
            )
        )


def end_of_mail(app: Flask) -> str:
    """The end of the link that the housemate's letters have."""
    with app.app_context():
        return seals.unsubscription(db.session.scalars(select(MailAddress)).one())


def _ask_in_public() -> None:
    """Posts for the moderators beside the demo's own: one of themselves, one hidden."""
    resident, moderator, other = (
        db.session.scalars(select(Person.id).where(Person.phone == phone)).one()
        for phone in (RESIDENT, COMMITTEE, DIRECTOR)
    )
    lamp = db.session.scalars(select(Proposal.id).where(Proposal.title.contains("路灯"))).one()
    with writing():
        proposal = proposals.locked(lamp)
        talking.ask(proposal, moderator, "电费归谁出？", clock.now())
        hidden = talking.ask(proposal, resident, "谁要买手机？", clock.now()).item_id
        moderation.decide(hidden, 1, Move.HIDE, "是广告", other, clock.now())
        why = "围墙外的路灯坏了半年，请大家来定一定怎么办。"
        demands.start(resident, Demanded.RESIDENTS, "路灯谁来修", why, clock.now())


def post_a_small_round(keys: Path) -> None:
    """The third round: nobody voted in it, and its result stands posted since just now."""
    now = clock.now()
    with writing():
        made = preparing.create_round(_small_round(now), None, now)
        project = ListedProject(code="S", title="修补儿童滑梯", kind="works", cost_fen=480_000)
        preparing.add_project(made, project, None, now)
        preparing.announce(made, None, now - timedelta(days=9))
        round_id = made.id
    voting.seal(round_id, keys, now - timedelta(days=8))
    closing.close(round_id, keys, now)


def _small_round(now: datetime) -> Round:
    return Round(
        title="本季度的小修小补",
        fund="社区公益金",
        amount_fen=1_000_000,
        form="knapsack",
        rule="most-votes",
        completion="none",
        voting_from=now - timedelta(days=7),
        voting_until=now - timedelta(hours=1),
    )


@dataclass
class Demo:
    """``things`` are what addresses name: ids of a draft, a slip, an upload …; ``codes`` are the
    backup codes of somebody with a second step.
    """

    address: str
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)

    def set_the_stage(self) -> None:
        committee = self._signed_in(COMMITTEE)
        for phone in (RESIDENT, DIRECTOR, SUPERVISOR, PARTY):
            self._signed_in(phone)
        self._draft(committee)
        self._print_a_slip(committee)
        self._hand_out_a_code(committee)
        self._hand_in_rosters(committee)
        self._find_posts(committee)
        self._find_wishes(committee)
        self._find_decisions(committee)
        self._find_people(self._signed_in(ADMINISTRATOR))
        self._find_bodies()
        self._turn_on_a_second_step()
        housemate = self._signed_in(HOUSEMATE)
        housemate.send(housemate.get("/me/roster/").form(), wish="我是 1954 年生的。")
        ballot = housemate.get("/budget/2/vote/")
        self._note(project=(ballot, r'name="choice" value="(\d+)"'))
        acts.vote(housemate, ballot, [self.things["project"]])
        self._object_and_answer(committee)
        self._propose(self._signed_in(RESIDENT), committee)
        self._note(
            points=(housemate.get("/budget/"), r'/budget/(\d+)/">一人十点'),
            points_posted=(housemate.get("/budget/"), r'/budget/(\d+)/">去年的十点'),
        )
        last_year = Visitor(self.address).get("/budget/1/result/")
        self._note(winner=(last_year, r'/budget/1/projects/(\d+)/"'))
        self._note(resolution=(last_year, r"/resolutions/(\d+/\d+)/"))
        self._note(old_posting=(last_year, r"/notices/(\d+)/objections/"))
        nominations = self._signed_in(DIRECTOR).get("/desk/elections/2/nominations/")
        self._note(
            willing=(nominations, r'/nominations/(\d+)/">徐凤玲'),
            nomination=(nominations, r'/nominations/(\d+)/">(?!徐凤玲)'),
        )

    def _find_decisions(self, committee: Visitor) -> None:
        """What was decided and promised, and the joint meetings with their minutes."""
        promised = committee.get("/follow-ups/")
        self._note(
            late=(promised, r'/follow-ups/(\d+)/">修好北门'),
            reported=(promised, r'/follow-ups/(\d+)/">在东门画好'),
        )
        self._note(decided=(committee.get("/resolutions/"), r'/resolutions/(\d+/\d+)/">关于在东门'))
        decided = committee.get(f"/resolutions/{self.things['decided']}/")
        self._note(decided_row=(decided, r"kind=resolution&amp;id=(\d+)"))
        self._found_a_project(committee)
        self._found_a_programme(committee)
        held = committee.get("/meetings/")
        self._note(
            joint_held=(held, r'/meetings/(\d+)/">九月物业联席会'),
            joint_next=(held, r'/meetings/(\d+)/">十月物业联席会'),
        )

    def _found_a_project(self, committee: Visitor) -> None:
        """Two things that were decided become projects, one with a stage."""
        today = clock.today()
        for place in ("东门", "北门"):
            desk = committee.get("/desk/projects/")
            found = re.search(r"/desk/projects/new/\?item=(\d+)", desk.text)
            assert found
            page = committee.get(f"/desk/projects/new/?item={found[1]}")
            manager = re.search(r'name="manager".*?<option[^>]*value="(\d+)"', page.text, re.DOTALL)
            title = re.search(r'name="title"[^>]*value="([^"]*)"', page.text)
            assert manager
            assert title
            typed = {
                "title": title[1],
                "summary": "按决议去做。",
                "kind": "works",
                "place": place,
                "grid": 0,
                "manager": manager[1],
                "start_on": today.isoformat(),
                "due_on": (today + timedelta(days=60)).isoformat(),
            }
            made = committee.send(page.form(), **typed)
            self._note(works=(made, r"/desk/projects/(\d+)/note/"))
        work = committee.get(f"/desk/projects/{self.things['works']}/")
        stage = {"title": "备料", "due_on": (today + timedelta(days=9)).isoformat()}
        committee.send(work.form("/stage/"), **stage)
        waits = committee.get("/desk/projects/")
        self._note(item=(waits, r"/desk/projects/new/\?item=(\d+)"))

    def _turn_on_a_second_step(self) -> None:
        member = self._signed_in(SECURED)
        page = member.get("/me/second/on/")
        secret = re.search(r'receipt-code">([A-Z2-7 ]+)<', page.text)
        assert secret
        code = pyotp.TOTP(secret[1].replace(" ", "")).now()
        fresh = member.send(page.form("/on/"), code=code, password=PASSWORD)
        self.codes = re.findall(r'class="code">([0-9A-Z-]{17})<', fresh.text)
        self.cookies[SECURED] = member.cookies
        director = Visitor(self.address)
        director.cookies = dict(self.cookies[DIRECTOR])
        listed = director.get(f"/desk/second/?q={SECURED}")
        self._note(secured=(listed, r"/desk/second/(\d+)/"))

    def _propose(self, resident: Visitor, committee: Visitor) -> None:
        """Where the demo's own proposals are, and a fresh draft with a photo beside it."""
        listed = Visitor(self.address).get("/proposals/?sort=support")
        for name, title in (
            ("lamp", "和风苑北门加一盏路灯"),
            ("screening", "里仁里地下室通道防滑"),
            ("refused", "重阳节全体会餐"),
            ("merged", "教老人用手机"),
            ("feasible", "老年人智能手机课"),
        ):
            self._note(**{name: (listed, rf'/proposals/(\d+)/">{title}')})
        mine = resident.get("/proposals/mine/")
        self._note(
            draft_proposal=(mine, r"/proposals/(\d+)/edit/"),
            submitted=(mine, r'/proposals/(\d+)/">楼下花坛'),
        )
        page = resident.get(f"/proposals/{self.things['draft_proposal']}/details/")
        sent = resident.send(
            page.form("/details/"),
            kind="goods",
            beneficiaries="独居的老人",
            photo=FileStorage(photo(), "photo.jpg"),
            caption="门口的样子",
            more="1",
        )
        assert "门口的样子" in sent.text
        lamp = committee.get(f"/proposals/{self.things['lamp']}/")
        self._note(question=(lamp, r"/questions/(\d+)/answer/"))

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
            voters="households",
            form="approve",
            max_choices="5",
            points="10",
            rule="most-votes",
            completion="none",
            min_support="0",
            voting_from=f"{clock.today().year + 1}-03-01T09:00",
            voting_until=f"{clock.today().year + 1}-03-15T18:00",
            posting_days="15",
            endorsements_needed="10",
            screening_days="10",
        )
        rounds = committee.get("/desk/rounds/")
        self._note(
            rehearsed=(rounds, r'/desk/rounds/(\d+)/">后年的民生项目'),
            rehearsal=(rounds, r'/budget/(\d+)/">演练：后年的'),
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

    def _hand_out_a_code(self, committee: Visitor) -> None:
        found = committee.get(f"/desk/recovery/?q={RESIDENT}")
        self._note(to_help=(found, r'/desk/recovery/(\d+)/"'))
        other = committee.get("/desk/recovery/?q=13800000014")
        self._note(also_to_help=(other, r'/desk/recovery/(\d+)/"'))
        address = f"/desk/recovery/{self.things['to_help']}/"
        form = committee.get(address).form(address)
        sheet = committee.send(form, how="document", note="看了身份证，照片和本人相符")
        self.things["recovery_code"] = acts.slips_on(sheet)[0].code

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

    def _find_bodies(self) -> None:
        """The assembly, a joint meeting, a vacant seat of it, one that is taken, one's own."""
        public = Visitor(self.address).get("/bodies/")
        self._note(
            assembly=(public, r'/bodies/(\d+)/">里仁社区居民代表会议'),
            council=(public, r'/bodies/(\d+)/">里仁社区议事会'),
            everyone=(public, r'/bodies/(\d+)/">居民会议'),
            joint=(public, r'/bodies/(\d+)/">养老服务联席会议'),
            supervising=(public, r'/bodies/(\d+)/">里仁社区居务监督委员会'),
        )
        keeper = self._signed_in(ADMINISTRATOR)
        joint = keeper.get(f"/desk/bodies/{self.things['joint']}/")
        self._note(
            vacant=(joint, r"/desk/bodies/seats/(\d+)/"),
            seated=(joint, r"/desk/bodies/members/(\d+)/end/"),
            group=(keeper.get("/desk/bodies/groups/"), r"/desk/bodies/groups/(\d+)/"),
        )
        own = self._signed_in(SECURED).get(f"/bodies/{self.things['council']}/")
        self._note(own_seat=(own, r"/bodies/members/(\d+)/reach/"))

    def _find_wishes(self, committee: Visitor) -> None:
        """A form with a wish that waits, and a dwelling that has sent none."""
        waiting = committee.get("/desk/wishes/3/?open=1")
        self._note(wish_form=(waiting, r"/desk/wishes/forms/(\d+)/"))
        form = committee.get(f"/desk/wishes/forms/{self.things['wish_form']}/")
        self._note(wish=(form, r"/desk/wishes/wish/(\d+)/propose/"))
        found = committee.get("/desk/wishes/3/new/?q=%E9%87%8C%E4%BB%81+101")
        unheard = r'household=(\d+)[^"]*">[^<]*</a></h3>\s*</article>'
        self._note(unheard=(found, unheard))

    def _find_posts(self, committee: Visitor) -> None:
        queue, asked = committee.get("/desk/moderation/"), "对提案《和风苑北门加一盏路灯》的提问"
        self._note(
            post=(queue, rf'/desk/moderation/(\d+)/">{asked}</a></h3>\s*<p[^>]*>什么时候'),
            own_post=(queue, rf'/desk/moderation/(\d+)/">{asked}</a></h3>\s*<p[^>]*>电费归谁'),
            hidden_post=(committee.get("/moderation/"), r"提问，第 (\d+) 号"),
            unread_demand=(
                self._signed_in(SUPERVISOR).get("/desk/demands/"),
                r'/desk/demands/(\d+)/">路灯谁来修',
            ),
        )

    def _object_and_answer(self, committee: Visitor) -> None:
        """Three objections to the third round: one upheld, one dismissed, one that waits."""
        self._note(small=(committee.get("/budget/"), r'/budget/(\d+)/">本季度的小修小补'))
        result = committee.get(f"/budget/{self.things['small']}/result/")
        self._note(posting=(result, r"/notices/(\d+)/object/"))
        for visitor in (committee, self._signed_in(DIRECTOR), self._signed_in(RESIDENT)):
            form = visitor.get(f"/notices/{self.things['posting']}/object/").form("/object/")
            review = visitor.send(form, text="滑梯修过两次了，\n又要修，请说明。", signed="named")
            assert "已收到您的异议" in visitor.send(review.form("/object/send/")).text
        supervisor = self._signed_in(SUPERVISOR)
        queue = supervisor.get("/desk/objections/").text
        waiting, dismissed, upheld, *_rest = re.findall(r"/desk/objections/(\d+)/", queue)
        self.things.update(waiting_objection=waiting, upheld_objection=upheld)
        for objection, verdict in ((dismissed, "dismiss"), (upheld, "uphold")):
            form = supervisor.get(f"/desk/objections/{objection}/").form("/answer/")
            supervisor.send(form, verdict=verdict, answer="已经核对过三家的报价单。")

    def _find_people(self, administrator: Visitor) -> None:
        found = administrator.get("/desk/roles/?q=%E7%8E%8B%E7%A7%80%E8%8B%B1")
        self._note(
            person=(found, r"/desk/roles/grant/(\d+)/"), term=(found, r"/desk/roles/(\d+)/end/")
        )

    def _found_a_programme(self, committee: Visitor) -> None:
        """Handrails over three years, with one line of what was reached."""
        year, page = clock.today().year, committee.get("/desk/programmes/new/")
        ground = re.search(r'name="resolution".*?<option[^>]*value="(\d+)"', page.text, re.DOTALL)
        assert ground
        typed = {"title": "三年加装扶手", "summary": "给没有电梯的楼道装扶手。"}
        years = {"first_year": year - 1, "last_year": year + 1, "resolution": ground[1]}
        made = committee.send(page.form(), **typed, **years)
        due = {f"due_{year + n}": 40 for n in (-1, 0, 1)}
        aimed = committee.send(made.form("/targets/"), what="加装扶手", unit="个", **due)
        self._note(programme=(aimed, r"/programmes/(\d+)/"))
        target = re.search(r'name="target".*?<option[^>]*value="(\d+)"', aimed.text, re.DOTALL)
        assert target
        line = {
            "target": target[1],
            "number": 12,
            "on": clock.today().isoformat(),
            "note": "三号楼",
        }
        told = committee.send(aimed.form("/report/"), **line)
        self._note(programme_line=(told, r"/lines/(\d+)/correct/"))
