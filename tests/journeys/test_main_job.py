"""The main job, whole and on real input: a roster comes in, a round is set up from a real election,
its 791 voters open accounts and vote over HTTP, four of them on phones, and the winners are posted.

People and homes are those of `../shared/data/roster.xlsx`; what they vote is what the voters of
Okęcie in Warszawa voted. Without `../shared` beside the repository these tests are skipped.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from portal.budget import pabulib, queries, tally
from portal.budget.tally import Completion, Rule, TieBreak
from portal.core import clock
from portal.core.db import db, writing
from portal.core.money import parse_yuan, short_yuan
from portal.roster.models import Person
from tests.journeys import acts
from tests.journeys.acts import Slip
from tests.journeys.pages import Phones, sign_in
from tests.journeys.visitor import Answer, Visitor

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
ELECTION = SHARED / "elections" / "Poland_Warszawa_2019_Okecie.pb"
ROUND = "/budget/1/"
DESK = "/desk/rounds/1/"
ON_PHONES = (True, True, False, False)  # with scripts, and without
AMOUNT_FEN = 90_000_000
DEFAULT = "equal-shares/add1-utilitarian"

pytestmark = pytest.mark.skipif(not ELECTION.exists(), reason="no ../shared on this machine")


@pytest.fixture(scope="module")
def election() -> pabulib.Election:
    return pabulib.parse(ELECTION.read_text("utf-8"))


@pytest.fixture(scope="module")
def expected() -> dict[str, list[str]]:
    """The winners by rule, counted by somebody else."""
    known = json.loads((SHARED / "elections" / "expected.json").read_text())[ELECTION.stem]
    return {rule: known[rule] for rule in (DEFAULT, "most-votes")}


class House:
    """An empty portal, and what is done in it from the server's command line."""

    def __init__(self, app: Flask, address: str) -> None:
        self.address = address
        self._runner = app.test_cli_runner()

    def flask(self, *words: str) -> str:
        result = self._runner.invoke(args=words)
        db.session.rollback()  # no reader stays behind
        assert result.exit_code == 0, result.output
        return result.output

    def visitor(self) -> Visitor:
        return Visitor(self.address)

    def official(self) -> Visitor:
        """The first member of the committee, with an account made on the server."""
        told = self.flask("accounts", "create-staff", "陈晓敏", "13900000003", "committee_member")
        code = re.search(r"Code:\s+(\S+)", told)
        assert code
        visitor = self.visitor()
        acts.open_account(visitor, Slip("陈晓敏", code[1], ""), "13900000003")
        return visitor

    def move_voting(self, opens: timedelta, closes: timedelta) -> None:
        """Moves timetable and box relative to now: nobody can, but a test must not wait."""
        now = clock.now()
        with writing():
            round_ = queries.round_by_id(1)
            assert round_ is not None
            assert round_.box is not None
            round_.voting_from = round_.box.opens_at = now + opens
            round_.voting_until = round_.box.closes_at = now + closes


_BOX = r'name="choice" value="(\d+)".*?class="pick-number">(\d+) '


class Voting:
    """The real voters' ballots, as boxes to tick on the portal's ballot."""

    def __init__(self, election: pabulib.Election, passer_by: Visitor) -> None:
        self.votes = [row["vote"].split(",") for row in election.votes]
        listed = json.loads(passer_by.get(f"{ROUND}files/price-list.json").body)
        self.codes = {int(one["number"]): str(one["code"]) for one in listed}
        self._fen = {one["code"]: parse_yuan(one["cost"]) for one in listed}
        self._boxes: dict[str, str] = {}

    def boxes(self, ballot: str, vote: list[str]) -> list[str]:
        """The values of the boxes beside these projects; everybody has the same ballot."""
        if not self._boxes:
            found = re.findall(_BOX, ballot, re.DOTALL)
            self._boxes = {self.codes[int(number)]: value for value, number in found}
        return [self._boxes[code] for code in vote]

    def fen(self, vote: list[str]) -> int:
        return sum(self._fen[code] for code in vote)


def test_a_real_election_is_held_from_the_roster_to_the_posted_winners(
    app: Flask, phones: Phones, election: pabulib.Election, expected: dict[str, list[str]]
) -> None:
    house = House(app, phones.address)
    house.flask("roster", "community", "--name", "里仁社区", "--phone", "010-55550100")
    committee = house.official()
    import_the_roster(committee)
    set_up_the_round(committee, house)
    slips = print_slips(committee, len(election.votes))
    on_roll = seal(house)
    voting = Voting(election, house.visitor())

    house.move_voting(timedelta(hours=-1), timedelta(hours=1))
    receipts = [*vote_on_phones(phones, slips, voting), *vote_over_http(house, slips, voting)]
    nothing_is_posted_before_the_close(house.visitor(), on_roll)
    house.move_voting(timedelta(hours=-2), timedelta(seconds=-1))
    house.flask("tick")

    page = house.visitor().get(f"{ROUND}result/")
    assert winners(page, voting) == expected[DEFAULT]
    assert for_comparison(page, voting) == expected["most-votes"]
    assert turnout(page) == (len(election.votes), on_roll)
    files = posted_files(page, house.visitor())
    assert files["receipts.txt"].decode().split() == sorted(receipts)
    assert posted_votes(files) == Counter(frozenset(vote) for vote in voting.votes)
    assert recounted(files) == expected[DEFAULT]
    assert "The record holds" in house.flask("audit", "verify")


def import_the_roster(committee: Visitor) -> None:
    """The sheet is looked at first; the figures are those that its maker knows."""
    known = json.loads((SHARED / "roster.expected.json").read_text())
    desk = committee.get("/desk/roster/")
    with (SHARED / "roster.xlsx").open("rb") as file:
        sheet = FileStorage(file, "roster.xlsx", "sheet")
        preview = committee.send(desk.form("/desk/roster/"), sheet=sheet)
    figures = (known["residents_importable"], 0, 0, len(known["error_rows"]))
    assert shown_figures(preview) == figures
    done = committee.send(preview.form("/confirm/"))
    assert shown_figures(done) == figures
    for words in (
        "导入完成",
        f"新增 {known['households']} 户",
        f"新增 {known['buildings']} 栋",
        f"新增 {known['grids']} 个",
    ):
        assert words in done.text


def shown_figures(page: Answer) -> tuple[int, ...]:
    """The large figures of a page."""
    found = re.findall(r'class="figure-number">([\d,]+)<', page.text)
    return tuple(int(figure.replace(",", "")) for figure in found)


def set_up_the_round(committee: Visitor, house: House) -> None:
    """A draft on the desk, its price list from the file, then announced."""
    opens = clock.local(clock.now() + timedelta(days=1))
    desk = committee.send(
        committee.get("/desk/rounds/new/").form("/new/"),
        title="真实选举重投",
        purpose="把一次真实的投票，在这里从头到尾再办一遍。",
        fund="社区保障资金",
        amount_fen="900,000",
        form="knapsack",
        max_choices="5",
        points="10",
        rule="equal-shares",
        completion="add1-utilitarian",
        min_support="0",
        proposing_from="",
        screening_from="",
        voting_from=opens.strftime("%Y-%m-%dT%H:%M"),
        voting_until=(opens + timedelta(days=14)).strftime("%Y-%m-%dT%H:%M"),
        posting_days="15",
        endorsements_needed="10",
        screening_days="10",
    )
    assert (desk.status, desk.path) == (200, DESK)
    assert house.flask("budget", "import", "1", str(ELECTION)) == "26 projects were listed.\n"
    announced = committee.send(committee.get(DESK).form("/announce/"))
    assert "flask budget seal 1" in announced.text


def print_slips(committee: Visitor, wanted: int) -> list[Slip]:
    """Building after building, until so many adults hold a code."""
    index = committee.get("/desk/slips/")
    slips: list[Slip] = []
    for building in re.findall(r'href="(/desk/slips/\d+/)"', index.text):
        sheet = committee.send(committee.get(building).form("/print/"), which="missing")
        slips += acts.slips_on(sheet)
        if len(slips) >= wanted:
            break
    assert len({slip.code for slip in slips}) == len(slips) >= wanted
    return slips[:wanted]


def seal(house: House) -> int:
    """Seals on the server. How many must be on the roll: whoever is surely 18 when voting opens."""
    told = house.flask("budget", "seal", "1")
    assert re.search(r"^[0-9a-f]{64}$", told, re.MULTILINE), "no key for the envelope"
    round_ = queries.round_by_id(1)
    assert round_ is not None
    eighteen = clock.local(round_.voting_from).year - 18
    births = db.session.scalars(select(Person.birth_year).where(Person.household_id.is_not(None)))
    adults = sum(1 for year in births if year and year < eighteen)
    db.session.rollback()
    return adults


def phone_of(place: int) -> str:
    """Made up; every seventh has none, and signs in by the number on the slip."""
    return "" if place % 7 == 6 else f"1370000{place:04d}"


def vote_on_phones(phones: Phones, slips: list[Slip], voting: Voting) -> Iterator[str]:
    """The first voters do it all on a telephone; their receipts."""
    for place, scripts in enumerate(ON_PHONES):
        page, vote = phones.open(scripts=scripts), voting.votes[place]
        acts.open_account_on(page, slips[place], phone_of(place))
        acts.log_out_on(page)
        sign_in(page, phone_of(place), acts.SENTENCE)
        acts.go_to_ballot_on(page)
        acts.tick_on(page, voting.boxes(page.content(), vote))
        if not scripts:
            page.get_by_role("button", name="算一算").click()
        left = short_yuan(AMOUNT_FEN - voting.fen(vote))
        expect(page.locator("[data-total-left]")).to_have_text(left)
        yield acts.cast_on(page)


def vote_over_http(house: House, slips: list[Slip], voting: Voting) -> Iterator[str]:
    """Everybody else: an account by the slip, and another day the log-in and the vote."""
    for place in range(len(ON_PHONES), len(slips)):
        slip, phone = slips[place], phone_of(place)
        acts.open_account(house.visitor(), slip, phone)
        voter = house.visitor()
        ballot = acts.sign_in(voter, phone or slip.number, f"{ROUND}vote/")
        yield acts.vote(voter, ballot, voting.boxes(ballot.text, voting.votes[place]))


def nothing_is_posted_before_the_close(passer_by: Visitor, on_roll: int) -> None:
    page = passer_by.get(ROUND)
    assert "正在投票" in page.text
    assert turnout(page) == (791, on_roll)
    assert passer_by.get(f"{ROUND}result/").status == 404
    assert passer_by.get(f"{ROUND}files/ballots.pb").status == 404


# ---- Reading what was posted ----


def turnout(page: Answer) -> tuple[int, int]:
    """(have cast, on the roll) as the page says."""
    found = re.search(
        r'([\d,]+)</p>\s*<p class="figure-label">人已?投票</p>'
        r'\s*<p class="soft">名册共? ?([\d,]+) 人',
        page.text,
    )
    assert found, page.path
    return int(found[1].replace(",", "")), int(found[2].replace(",", ""))


def winners(page: Answer, voting: Voting) -> list[str]:
    """The codes of those marked as chosen, sorted as the expected ones are."""
    numbers = re.findall(r'<li class="winner won">\s*<span class="winner-number">(\d+)<', page.text)
    return sorted(voting.codes[int(number)] for number in numbers)


def for_comparison(page: Answer, voting: Voting) -> list[str]:
    """What the other rule would have chosen, plainly marked as not in force."""
    _before, said, after = page.text.partition("只供对照，不生效")
    assert said
    numbers = re.findall(r"<li>(\d+) ", after.partition("</details>")[0])
    return sorted(voting.codes[int(number)] for number in numbers)


def posted_files(page: Answer, passer_by: Visitor) -> dict[str, bytes]:
    """Every file that the page lists, fetched; each has the digest beside its name."""
    listed = re.findall(r'/files/([^"]+)">.*?class="digest[^>]*>(\w{64})<', page.text, re.DOTALL)
    files = {name: passer_by.get(f"{ROUND}files/{name}").body for name, _digest in listed}
    assert {name: hashlib.sha256(body).hexdigest() for name, body in files.items()} == dict(listed)
    assert {"ballots.pb", "receipts.txt", "roll-final.csv", "manifest-final.json"} <= files.keys()
    return files


def posted_votes(files: dict[str, bytes]) -> Counter[frozenset[str]]:
    return Counter(map(frozenset, pabulib.parse(files["ballots.pb"].decode()).ballots()))


def recounted(files: dict[str, bytes]) -> list[str]:
    """The winners, as anybody can count them from the posted ballots."""
    return counted(pabulib.parse(files["ballots.pb"].decode()), DEFAULT, TieBreak.PUBLISHED)


def counted(election: pabulib.Election, rule: str, tie_break: TieBreak) -> list[str]:
    name, _slash, completion = rule.partition("/")
    outcome = tally.count(
        election.price_list(),
        election.ballots(),
        election.budget,
        Rule(name),
        Completion(completion or "none"),
        tie_break,
        step=1,
    )
    return sorted(outcome.selected)


@pytest.mark.parametrize("tie_break", TieBreak)
def test_its_ties_fall_the_same_winners_by_project_id_and_as_published(
    election: pabulib.Election, expected: dict[str, list[str]], tie_break: TieBreak
) -> None:
    """Else the portal's winners could not be held against those of `expected.json`."""
    found = {rule: counted(election, rule, tie_break) for rule in expected}
    assert found == expected
