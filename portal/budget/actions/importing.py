"""A price list from a Pabulib file, inside the caller's ``writing()``."""

from datetime import datetime

from portal.budget import tally
from portal.budget.actions.preparing import CodeTaken, add_project
from portal.budget.models import ListedProject, Round
from portal.budget.pabulib import Election
from portal.budget.rules import ProjectKind, code_fits
from portal.core import text
from portal.core.money import MAX_FEN

CODE_LENGTH = 40
TITLE_LENGTH = 200


class BadPriceList(ValueError):
    """A project of the file cannot be listed; the message names it and says why."""


def import_projects(round_: Round, election: Election, now: datetime) -> int:
    """Lists every project of the file, in its order, and returns how many.

    Amounts are yuan with at most two decimals. BadPriceList for an amount or a code that cannot
    be listed; Frozen once the round is sealed.
    """
    prices, names = election.price_list(), _names(election)
    for priced in prices:
        try:
            add_project(round_, _listed(priced, names[priced.id]), None, now)
        except CodeTaken:
            raise BadPriceList(f"project {priced.id} is on the list already") from None
    return len(prices)


def _names(election: Election) -> dict[str, str]:
    return {row["project_id"].strip(): row.get("name", "") for row in election.projects}


def _listed(priced: tally.Project, name: str) -> ListedProject:
    fen = priced.cost * 100
    if fen != int(fen) or fen > MAX_FEN:
        raise BadPriceList(f"the cost of project {priced.id} is no amount in yuan and fen")
    if (
        len(priced.id) > CODE_LENGTH
        or not code_fits(priced.id)
        or priced.id != text.clean_line(priced.id)
    ):
        raise BadPriceList(f"project_id {priced.id!r} cannot be a code")
    title = text.clean_line(name)[:TITLE_LENGTH] or priced.id
    return ListedProject(code=priced.id, title=title, kind=ProjectKind.WORKS, cost_fen=int(fen))
