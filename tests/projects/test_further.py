"""More money is signed for in a further contract, never by writing over the first."""

from collections import Counter
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import clock
from portal.core.db import db, writing
from portal.core.money import yuan
from portal.projects import choosing, founding
from portal.projects.choosing import Further, Refusal
from portal.projects.models import Contract, ContractSupplement
from portal.resolutions.models import WrittenForGood
from tests.projects.making import acts_of, annul, get, resolution
from tests.projects.test_pages import Desk, text
from tests.projects.test_races import at_once, press
from tests.world import World, token

DAY = date(2026, 5, 1)
PDF = b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n"


@pytest.fixture
def desk(world: World) -> Desk:
    """50,000 yuan decided, 48,000 signed for."""
    made = Desk(world)
    assert made.sign() == 303
    return made


def raised(world: World, desk: Desk, fen: int) -> None:
    """A supplementary resolution gave more."""
    item = resolution(world, fen).items[0].id
    by = desk.me.person_id
    with writing():
        founding.supplement(desk.id, item, "涨价", by, clock.now())


def further(desk: Desk, fen: str = "12000", **typed: Any) -> int:
    told = {
        "fen": fen,
        "signed_on": clock.today().isoformat(),
        "reason": "多做一段顶棚",
        "paper": (BytesIO(PDF), "a.pdf"),
        **typed,
    }
    return desk.do("contract/more", **told)


def test_after_a_supplementary_resolution_more_is_signed_for_beside_the_first_contract(
    world: World, desk: Desk
) -> None:
    assert further(desk) == 422, "nothing more was decided"
    raised(world, desk, 1_000_000)
    assert further(desk, "12000.01") == 422
    assert further(desk) == 303
    first = db.session.get_one(Contract, desk.id)
    assert (first.fen, first.total_fen) == (4_800_000, 6_000_000)
    assert acts_of(desk.id)[-1] == "contract_more"
    client = world.app.test_client()
    html = text(client, f"/projects/{desk.id}/")
    assert all(said in html for said in (yuan(6_000_000), yuan(4_800_000), "多做一段顶棚"))
    number = first.supplements[0].id
    assert client.get(f"/projects/{desk.id}/contract/{number}/").data == PDF
    assert client.get(f"/projects/{desk.id}/contract/{number + 1}/").status_code == 404
    assert ",60000,60000,0," in client.get("/projects/csv/").get_data(as_text=True)
    assert further(desk, "0.01") == 422, "all that was decided is signed for"


@pytest.mark.parametrize(
    "typed",
    [
        {"fen": "0"},
        {"fen": "-5"},
        {"fen": "abc"},
        {"reason": ""},
        {"paper": (BytesIO(b""), "")},
        {"paper": (BytesIO(b"<script>"), "a.pdf")},
        {"signed_on": (clock.today() + timedelta(days=1)).isoformat()},
        {"signed_on": (clock.today() - timedelta(days=1)).isoformat()},
    ],
    ids=["nought", "less", "no sum", "no reason", "no file", "no pdf", "tomorrow", "before"],
)
def test_a_further_contract_is_refused_at_its_field(
    world: World, desk: Desk, typed: dict[str, Any]
) -> None:
    raised(world, desk, 1_000_000)
    assert further(desk, **typed) == 422
    assert db.session.query(ContractSupplement).count() == 0


def test_without_a_first_contract_or_a_foundation_there_is_no_further_one(world: World) -> None:
    desk = Desk(world)
    assert further(desk) == 303, "back to the project"
    assert db.session.query(ContractSupplement).count() == 0
    assert desk.sign() == 303
    raised(world, desk, 1_000_000)
    annul(world, get(desk.id).decisions[0].resolution_id)
    assert further(desk) == 422
    assert db.session.query(ContractSupplement).count() == 0


def test_the_last_fen_that_was_decided_is_signed_for_once(world: World, desk: Desk) -> None:
    version = get(desk.id).version
    told = {"fen": "2000", "signed_on": clock.today().isoformat(), "reason": "多做一段"}
    clients = [world.client(desk.me) for _one in range(3)]
    asks = [
        press(
            client,
            f"{desk.page}contract/more/",
            version=version,
            paper=(BytesIO(PDF), "a.pdf"),
            **told,
        )
        for client in clients
    ]
    assert Counter(at_once(asks)) == {303: 3}, "the others look at what the first one did"
    assert db.session.query(ContractSupplement).count() == 1


def test_what_was_signed_is_never_written_over(world: World, desk: Desk) -> None:
    assert further(desk, "1000") == 303
    with pytest.raises(WrittenForGood), writing():
        db.session.query(ContractSupplement).one().fen = 5
    with pytest.raises(WrittenForGood), writing():
        db.session.delete(db.session.query(ContractSupplement).one())


@given(st.integers(-10, 10**9), st.integers(1, 10**9), st.integers(1, 10**9))
def test_all_contracts_together_never_cost_more_than_was_decided(
    more: int, signed: int, decided: int
) -> None:
    said = Further(more, DAY, "多做一段")
    refused = choosing.further_refusal(said, signed, DAY, decided, DAY)
    assert (refused is None) == (more > 0 and signed + more <= decided)
    if more > 0 and signed + more > decided:
        assert refused is Refusal.OVER_DECIDED


def test_the_desk_offers_a_further_contract_while_the_project_is_open(
    world: World, desk: Desk
) -> None:
    assert "签补充合同" in text(desk.client, desk.page)
    html = text(desk.client, f"{desk.page}contract/")
    assert ("还可以签" in html, yuan(200_000) in html) == (True, True)
    stranger = world.client(world.account())
    address = f"{desk.page}contract/more/"
    told = {"csrf_token": token(stranger, "/me/"), "fen": "1"}
    assert stranger.post(address, data=told).status_code == 403
