"""A sheet hangs once on a board, from no day before it was posted."""

from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.db import db, writing
from portal.disclosure import boards
from portal.disclosure.models import Board
from portal.disclosure.rules import Refusal, Refused
from portal.notices import actions as notices
from portal.notices.models import Posting
from tests.notices.conftest import post_sheet
from tests.world import World

PHOTO = "a" * 64, "b" * 64


def put_up(world: World, posting_id: int, board_id: int, by: int, days: int = 0) -> None:
    now = clock.now()
    with writing():
        board, posting = boards.locked(Board, board_id), notices.locked(posting_id)
        boards.put_up(posting, board, clock.today() + timedelta(days=days), PHOTO, by, now)


def test_a_sheet_is_noted_once_on_a_board(world: World) -> None:
    posting, by = post_sheet(world).id, world.person().id
    with writing():
        board = boards.add("东门", by, clock.now()).id
    refused = []
    for days in (1, -1, 0, 0):
        try:
            put_up(world, posting, board, by, days)
        except Refused as no:
            refused.append(no.reason)
    assert refused == [Refusal.IN_THE_FUTURE, Refusal.BEFORE_POSTING, Refusal.ALREADY_UP]
    assert db.session.get(Posting, posting) is not None


def test_a_board_with_sheets_is_not_given_up_nor_added_twice(world: World) -> None:
    posting, by = post_sheet(world).id, world.person().id
    with writing():
        board = boards.add("东门", by, clock.now()).id
    put_up(world, posting, board, by)
    with pytest.raises(Refused, match=Refusal.STILL_HANGS), writing():
        boards.give_up(boards.locked(Board, board), by, clock.now())
    with pytest.raises(Refused, match=Refusal.PLACE_TAKEN), writing():
        boards.add("东 门", by, clock.now())
