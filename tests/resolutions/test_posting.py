"""What a body decided is posted for fifteen full days, each objection answered (art. 34)."""

from datetime import datetime, timedelta

import pytest
import time_machine

from portal.audit import queries as audit
from portal.bodies.rules import Kind
from portal.core import settings
from portal.core.db import writing
from portal.notices import queries as postings
from portal.resolutions import kinds, queries, rules
from portal.resolutions.rules import Standing, State
from tests.resolutions.conftest import ADOPTED, Bodies, Council
from tests.world import World, utc

UNTIL = utc(2026, 5, 16, 16)  # adopted on 1 May: the end of 16 May in Shanghai


def until_of(resolution_number: int) -> datetime | None:
    found = queries.by_number(2026, resolution_number)
    assert found is not None
    posted = postings.standing(kinds.POSTING, found.id)
    return posted.posting.until if posted else None


@pytest.mark.parametrize("kind", [Kind.COUNCIL, Kind.ASSEMBLY, Kind.RESIDENTS_MEETING, Kind.JOINT])
def test_art_34_what_a_body_decided_is_posted_to_the_end_of_the_fifteenth_full_day(
    council: Council, body: Bodies, kind: Kind
) -> None:
    council.adopt(1, body_id=body(kind))
    assert until_of(1) == UNTIL
    told = [line.sentence for line in audit.public_acts(1, 2).items]
    assert told == [
        "决议 里议〔2026〕1号 开始公示，公示到 2026-05-16 为止",
        "形成决议 里议〔2026〕1号《关于修车棚的决议》",
    ]


def test_a_community_may_post_longer_and_never_shorter(council: Council, body: Bodies) -> None:
    with writing():
        settings.change(kinds.POSTING_DAYS, 20, ADOPTED)
        with pytest.raises(ValueError, match="14"):
            settings.change(kinds.POSTING_DAYS, 14, ADOPTED)
    council.adopt(1, body_id=body(Kind.COUNCIL))
    assert until_of(1) == UNTIL + timedelta(days=5)
    assert rules.last_day(ADOPTED.date(), 3) == rules.last_day(ADOPTED.date(), 15)


def test_the_result_of_a_round_was_posted_before_and_is_not_again(council: Council) -> None:
    council.adopt(1)
    assert until_of(1) is None


@pytest.mark.parametrize(
    ("standing", "now", "state"),
    [
        (Standing(UNTIL), UNTIL - timedelta(seconds=1), State.POSTED),
        (Standing(UNTIL), UNTIL, State.IN_FORCE),
        (Standing(UNTIL, waiting=1), UNTIL, State.POSTED),
        (Standing(UNTIL, waiting=1, annulled=True), UNTIL, State.ANNULLED),
        (Standing(UNTIL, annulled=True), UNTIL - timedelta(days=9), State.ANNULLED),
        (Standing(None), ADOPTED, State.IN_FORCE),
        (Standing(None, annulled=True), ADOPTED, State.ANNULLED),
    ],
)
def test_it_is_in_force_when_the_posting_is_over_and_nothing_is_left_unsettled(
    standing: Standing, now: datetime, state: State
) -> None:
    assert rules.state_at(standing, now) is state


def test_a_posting_leads_back_to_the_resolution(
    world: World, council: Council, body: Bodies
) -> None:
    with time_machine.travel(ADOPTED, tick=False):
        council.adopt(1, body_id=body(Kind.COUNCIL))
        found = queries.by_number(2026, 1)
        assert found is not None
        posted = postings.standing(kinds.POSTING, found.id)
        assert posted is not None
        answer = world.app.test_client().get(posted.posting.path)
        assert (answer.status_code, answer.location) == (303, "/resolutions/2026/1/")
        assert world.app.test_client().get("/resolutions/id/99/").status_code == 404
