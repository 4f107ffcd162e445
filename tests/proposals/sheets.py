"""The screening meeting's sheet as the committee fills it in, hands it in and confirms it."""

import re
from io import BytesIO

from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.core.db import db
from portal.proposals.models import Proposal, Step
from portal.proposals.results import (
    TITLES,
    Column,
    Result,
    mark,
)
from portal.proposals.rules import Move
from tests.proposals import making
from tests.world import post

ROOM = "/desk/screening/sheet/"
HEADER = list(TITLES.values())


def line(proposal: Proposal, conclusion: str = "可行", **said: object) -> dict[Column, object]:
    """A row as the meeting fills it in."""
    row: dict[Column, object] = {
        Column.NUMBER: proposal.number,
        Column.TITLE: proposal.title,
        Column.CONCLUSION: conclusion,
        Column.REASON: "看过现场，做得成。",
        Column.MARK: mark(proposal.id, proposal.version),
    }
    if conclusion == "可行":
        row |= {Column.COST: 46_000, Column.BASIS: "三家报价取中"}
    return row | {Column(name): value for name, value in said.items()}


def workbook(*rows: dict[Column, object]) -> bytes:
    book = Workbook()
    book.active.append(HEADER)
    for row in rows:
        book.active.append([row.get(column) for column in Column])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def filled_in(fetched: bytes, said: dict[str, object]) -> bytes:
    """A fetched sheet whose first row the meeting has filled in."""
    book = load_workbook(BytesIO(fetched))
    for name, value in said.items():
        book.worksheets[0].cell(2, list(Column).index(Column(name)) + 1).value = value
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def hand_in(client: FlaskClient, content: bytes) -> TestResponse:
    return post(client, ROOM, sheet=(BytesIO(content), "result.xlsx"))


def confirm(client: FlaskClient, preview: TestResponse) -> TestResponse:
    found = re.search(r'name="rows" value="([^"]+)"', preview.text)
    assert found, "nothing to confirm"
    return post(client, f"{ROOM}confirm/", ROOM, rows=found[1])


def steps() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Step)) or 0


def state(proposal_id: int) -> str:
    return making.get(proposal_id).state


def result(proposal: Proposal, **more: object) -> Result:
    said: dict[str, object] = {"move": Move.ACCEPT, "cost_fen": 100_00, "basis": "报价"}
    return Result(
        row=2,
        proposal_id=proposal.id,
        version=proposal.version,
        number=proposal.number or 0,
        reason="可以",
        **{**said, **more},  # type: ignore[arg-type]
    )
