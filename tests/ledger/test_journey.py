"""Where a yuan went: from a wish to the ballot, the project, the books, and back by links."""

import io
import re
from datetime import timedelta
from typing import Any

import time_machine
from flask.testing import FlaskClient
from PIL import Image

from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.ledger import checks
from portal.ledger.models import Entry
from portal.notices.models import Posting
from portal.projects.models import Project
from portal.projects.ratings.models import Rating
from portal.resolutions.models import ResolutionItem
from tests.projects.making import resolution
from tests.proposals import making
from tests.proposals.test_journey import decide
from tests.world import World, post

YUAN_WON, YUAN_PAID, YUAN_TOO_MUCH, YUAN_MORE = "50000", "20000", "35000", 10_000


class Offices:
    """Those whose hands a yuan goes through."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.handler = world.account(world.person("何敏"), Role.COMMITTEE_MEMBER)
        self.director = world.account(world.person("陈国栋"), Role.DIRECTOR)
        self.supervisor = world.account(world.person("孙桂兰"), Role.SUPERVISOR)
        self.committee = world.client(self.handler)
        self.approver = world.client(self.director)
        self.signer = world.client(self.supervisor)
        self.passer_by = world.app.test_client()

    def page(self, address: str) -> str:
        answer = self.passer_by.get(address)
        assert answer.status_code == 200, address
        return answer.get_data(as_text=True)


def won(at: Offices) -> tuple[int, ResolutionItem]:
    """(the proposal, the item of the resolution): voted for, counted, certified."""
    made = making.collecting_round(at.world, needed=1, amount_fen=10_000_000)
    proposal_id = making.screened(made, at.world)
    cost = {"cost_fen": YUAN_WON, "cost_basis": "三家报价取中", "reason": "急需，能做"}
    assert decide(at.committee, proposal_id, "accept", **cost) == 303
    voter = at.world.client(at.world.account())
    making.stop_collecting(made)
    made.seal()
    made.move(opens=timedelta(hours=-1), closes=timedelta(hours=1))
    listed = next(one for one in made.projects() if one.cost_fen == 5_000_000)
    assert made.vote(voter, str(listed.id)).status_code == 303
    made.close()
    with writing():
        past = clock.now() - timedelta(days=16)
        made.row.posted_at = past
        for row in db.session.query(Posting):
            row.posted_at, row.until = past, past + timedelta(days=15)
    desk = f"/desk/rounds/{made.id}/"
    for one in (at.signer, at.world.staff(Role.SUPERVISOR)):
        assert post(one, f"{desk}witness/", desk).status_code == 303
    assert post(at.approver, f"{desk}certify/", desk).status_code == 303
    wanted = ResolutionItem.subject_kind == "budget.project", ResolutionItem.subject_id == listed.id
    return proposal_id, db.session.query(ResolutionItem).filter(*wanted).one()


def founded(at: Offices, item: ResolutionItem) -> int:
    address, today = f"/desk/projects/new/?item={item.id}", clock.today()
    told = {
        "title": item.title, "summary": "装扶手", "kind": "works", "place": "电机厂宿舍",
        "grid": 0, "beneficiaries": "六十户老人", "manager": at.handler.person_id,
        "start_on": today.isoformat(), "due_on": (today + timedelta(days=60)).isoformat(),
    }  # fmt: skip
    answer = post(at.committee, address, address, **told)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return db.session.query(Project).one().id


def on_project(at: Offices, project_id: int, act: str, **fields: Any) -> int:
    page = f"/desk/projects/{project_id}/"
    db.session.rollback()
    version = db.session.get_one(Project, project_id).version
    return post(at.committee, f"{page}{act}/", page, version=version, **fields).status_code


def written(at: Offices, fund_id: int, project_id: int, yuan: str, number: int) -> int:
    """Prepared by its handler, with the voucher's photo."""
    address = "/desk/ledger/entries/new/?nature=expense"
    typed = {
        "fund": fund_id, "booked_on": clock.today().isoformat(), "voucher_no": f"记-{number}",
        "summary": "付工程款", "amount_fen": yuan, "authority": f"p{project_id}",
        "counterparty": "和风修缮队", "witness": "李为民", "grid": 0,
    }  # fmt: skip
    answer = post(at.committee, address, address, **typed)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    entry_id = int(answer.location.rstrip("/").rsplit("/", 1)[1])
    assert with_photo(at, entry_id) == 303
    return entry_id


def with_photo(at: Offices, entry_id: int) -> int:
    photo = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(photo, "JPEG")
    photo.seek(0)
    return press(at.committee, entry_id, "vouchers", photo=(photo, "a.jpg"))


def press(client: FlaskClient, entry_id: int, act: str, **more: Any) -> int:
    page = f"/desk/ledger/entries/{entry_id}/"
    db.session.rollback()
    version = db.session.get_one(Entry, entry_id).version
    return post(client, f"{page}{act}/", page, version=version, **more).status_code


def through_three_hands(at: Offices, entry_id: int) -> int:
    """The answer to its posting."""
    assert press(at.approver, entry_id, "approve") == 303
    assert press(at.signer, entry_id, "sign") == 303
    return press(at.committee, entry_id, "post")


def accepted(at: Offices, project_id: int) -> None:
    """Two residents and a supervisor look at it and sign."""
    desk, phone = f"/desk/projects/{project_id}/acceptance/", f"/projects/{project_id}/acceptance/"
    residents = [at.world.account(at.world.person(name)) for name in ("李桂兰", "陈大明")]
    asked = [(one, "resident") for one in residents] + [(at.supervisor, "supervisor")]
    for who, part in asked:
        assert post(at.committee, f"{desk}add/{part}/{who.person_id}/", desk).status_code == 303
    on = clock.today().isoformat()
    assert post(at.committee, f"{desk}call/", desk, on=on).status_code == 303
    for who, _part in asked:
        signed = {"verdict": "accepted", "declared": "y"}
        client = at.world.client(who)
        assert post(client, f"{phone}sign/", phone, **signed).status_code == 303


def rated(at: Offices, project_id: int) -> None:
    """Five of those whom it benefits say how it is, one of them in words that are answered."""
    page = f"/projects/{project_id}/rate/"
    for n, stars in enumerate((5, 5, 4, 4, 3)):
        client = at.world.client(at.world.account(at.world.person(f"邻居{n}")))
        said = "扶手很稳。" if n == 0 else ""
        assert post(client, page, stars=stars, text=said).status_code == 303
    item = db.session.query(Rating).filter(Rating.text != "").one().item
    assert item is not None
    address = f"/desk/moderation/{item.id}/"
    read = {"version": item.version, "move": "approve", "reason": ""}
    assert post(at.world.staff(Role.COMMITTEE_MEMBER), address, **read).status_code == 303
    desk = f"/desk/projects/{project_id}/ratings/"
    words = db.session.query(Rating.id).filter(Rating.text != "").scalar()
    assert post(at.committee, f"{desk}{words}/", desk, text="谢谢您。").status_code == 303


def test_a_yuan_from_the_wish_to_the_books_and_back(world: World) -> None:
    at = Offices(world)
    proposal_id, item = won(at)
    project_id = founded(at, item)
    page = f"/projects/{project_id}/"
    # a purse
    opened = post(
        at.committee, "/desk/ledger/funds/new/", name="社区保障资金", purpose="办民生项目",
        source="区财政", opened_on=(clock.today() - timedelta(days=40)).isoformat(),
        opening_fen="200000", sweep_on="",
    )  # fmt: skip
    assert opened.status_code == 303, opened.get_data(as_text=True)
    opening = int(opened.location.rstrip("/").rsplit("/", 1)[1])
    assert with_photo(at, opening) == 303
    assert through_three_hands(at, opening) == 303
    fund_id = db.session.get_one(Entry, opening).fund_id
    # who does the work, for how much
    today = clock.today().isoformat()
    contract = {
        "contractor": "和风修缮队", "choice": "direct", "reason": "只有这一家会做",
        "fen": YUAN_WON, "signed_on": today,
    }  # fmt: skip
    assert on_project(at, project_id, "contract", **contract) == 303
    assert on_project(at, project_id, "begin", on=today, text="动工") == 303
    # 20,000 are paid, 35,000 more are too much
    paid = written(at, fund_id, project_id, YUAN_PAID, 1)
    assert through_three_hands(at, paid) == 303
    more = written(at, fund_id, project_id, YUAN_TOO_MUCH, 2)
    assert press(at.approver, more, "approve") == 303
    assert press(at.signer, more, "sign") == 303
    refused = f"/desk/ledger/entries/{more}/"
    assert press(at.committee, more, "post") == 422
    # until a supplementary resolution gives it another 10,000
    extra = resolution(world, YUAN_MORE * 100).items[0]
    assert on_project(at, project_id, "decide/supplement", item=extra.id, text="多装两层") == 303
    # and a further contract is signed over it
    assert press(at.committee, more, "post") == 422
    further = {"fen": YUAN_MORE, "signed_on": today, "reason": "多装两层"}
    paper = io.BytesIO(b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n"), "a.pdf"
    assert on_project(at, project_id, "contract/more", paper=paper, **further) == 303
    assert press(at.committee, more, "post") == 303, at.committee.get(refused).text
    shown = at.page(page)
    assert "¥60,000" in shown
    assert "¥55,000" in shown
    # done
    assert on_project(at, project_id, "finish", on=today, text="装好了") == 303
    accepted(at, project_id)
    rated(at, project_id)
    # the chain, both ways
    shown = at.page(page)
    ratings = f"{page}ratings/"
    assert f'href="{ratings}"' in shown
    assert f'href="{page}#acceptance"' in shown
    assert f'href="{page}"' in at.page(ratings)
    assert "谢谢您。" in at.page(ratings)
    for address in (f"/ledger/entries/{paid}/", f"/ledger/entries/{more}/"):
        assert f'href="{page}"' in at.page(address)
        assert f'href="{address}"' in shown
    assert f'href="/proposals/{proposal_id}/"' in shown
    assert f'href="{page}"' in at.page(f"/proposals/{proposal_id}/")
    assert f'href="{ratings}"' in at.page(f"/ledger/entries/{paid}/")
    with time_machine.travel(clock.now() + timedelta(days=61)):
        assert "平均 4.2 星" in at.page(ratings)
    resolved = re.search(r'href="(/resolutions/\d+/\d+/)"', shown)
    assert resolved
    assert f'href="{page}"' in at.page(resolved[1])
    # and the books prove themselves
    assert [one.code for one in checks.run() if not one.holds] == []
