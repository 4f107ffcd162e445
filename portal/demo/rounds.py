"""The demo's two rounds: last year's, finished to the last receipt, and this year's, open."""

import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.ballots import actions as boxes
from portal.ballots.models import RollRow
from portal.budget import files, kinds, queries
from portal.budget.actions import closing, preparing, voting
from portal.budget.models import ListedProject, Round
from portal.budget.rules import BallotForm
from portal.budget.tally import Completion, Rule
from portal.core import clock, codes
from portal.core.db import db, writing
from portal.demo.people import SEED
from portal.demo.wishes import ANSWER, DOUBT, LAST_YEAR, THIS_YEAR, Wish
from portal.notices import actions as notices
from portal.notices import queries as postings
from portal.notices.rules import Act


def load_last_year(
    keys: Path, now: datetime, supervisors: list[int], director: int, objector: int
) -> None:
    """Drafted, sealed, voted, closed, posted, objected to, witnessed and certified, a year ago."""
    opens = _at(now - timedelta(days=372), 9)
    closes = _at(opens + timedelta(days=14), 18)
    made = _announced(
        _round(opens, closes),
        LAST_YEAR,
        opens - timedelta(days=20),
    )
    voting.seal(made, keys, opens - timedelta(days=1))
    _cast(made, LAST_YEAR, 1_586, frozenset(), opens + timedelta(days=3))
    closing.close(made, keys, closes)
    _object(made, objector, supervisors[0], closes)
    _certify(made, supervisors, director, closes + timedelta(days=16))


def load_this_year(keys: Path, now: datetime, abstain: frozenset[int]) -> None:
    """Open since four days ago for ten days more; the people in ``abstain`` have not voted yet."""
    opens = _at(now - timedelta(days=4), 9)
    closes = _at(opens + timedelta(days=14), 18)
    made = _announced(
        _round(opens, closes),
        THIS_YEAR,
        opens - timedelta(days=20),
    )
    voting.seal(made, keys, opens - timedelta(days=1))
    _cast(made, THIS_YEAR, 734, abstain, now)


def _at(instant: datetime, hour: int) -> datetime:
    """The same local day at a full hour."""
    return clock.local(instant).replace(hour=hour, minute=0, second=0, microsecond=0)


def _round(opens: datetime, closes: datetime) -> Round:
    year = clock.local(opens).year
    return Round(
        title=f"{year} 年里仁社区民生项目",
        purpose="社区保障资金用来办居民自己提出、自己选定的事。花在哪里、花得怎样，全部公开。",
        fund=f"{year} 年社区保障资金",
        amount_fen=30_000_000,
        form=BallotForm.KNAPSACK,
        max_choices=5,
        rule=Rule.EQUAL_SHARES,
        completion=Completion.ADD1_UTILITARIAN,
        min_support=20,
        proposing_from=opens - timedelta(days=60),
        screening_from=opens - timedelta(days=30),
        voting_from=opens,
        voting_until=closes,
        posting_days=15,
    )


def _announced(round_: Round, wishes: Iterable[Wish], at: datetime) -> int:
    with writing():
        made = preparing.create_round(round_, None, at)
        for wish in wishes:
            preparing.add_project(made, _project(wish), None, at)
        preparing.announce(made, None, at)
        return made.id


def _project(wish: Wish) -> ListedProject:
    return ListedProject(
        code=wish.code,
        title=wish.title,
        summary=wish.summary,
        kind=wish.kind,
        place=wish.place,
        cost_fen=wish.yuan * 100,
    )


def _get(round_id: int) -> Round:
    found = queries.round_by_id(round_id)
    if found is None:
        raise LookupError(round_id)
    return found


def _cast(
    round_id: int, wishes: Sequence[Wish], count: int, abstain: frozenset[int], now: datetime
) -> None:
    """``count`` neighbours cast ballots, more or less by how well each wish is liked."""
    lot = random.Random(SEED)  # noqa: S311 - a demo
    liked = {wish.code: wish.liked for wish in wishes}
    with writing():
        round_ = _get(round_id)
        box = voting.sealed_box(round_)
        by_code = {p.code: p for p in queries.on_ballot(queries.listed(round_id))}
        projects = [by_code[wish.code] for wish in wishes]  # not in the order that was drawn
        for row in lot.sample(_voters(box.id, abstain), count):
            chosen = _choice(lot, projects, liked, round_.amount_fen)
            content = files.content(round_, [files.Pick(project) for project in chosen])
            boxes.cast(box, row, content, codes.new_code(), now)


def _voters(box_id: int, abstain: frozenset[int]) -> list[RollRow]:
    rows = db.session.scalars(
        select(RollRow)
        .where(RollRow.box_id == box_id)
        .options(joinedload(RollRow.person))
        .order_by(RollRow.person_id)
    )
    return [row for row in rows if row.person_id not in abstain]


def _choice(
    lot: random.Random, projects: list[ListedProject], liked: dict[str, int], amount_fen: int
) -> list[ListedProject]:
    chosen, left = [], amount_fen
    for project in lot.sample(projects, len(projects)):
        if lot.randrange(100) < liked[project.code] and project.cost_fen <= left:
            chosen.append(project)
            left -= project.cost_fen
    return chosen


def _object(round_id: int, objector: int, supervisor: int, posted_at: datetime) -> None:
    """One neighbour doubts the result; the supervisors look into it, and answer in public."""
    found = postings.standing(kinds.RESULT, round_id)
    if found is None:
        raise LookupError(round_id)
    with writing():
        posting = notices.locked(found.posting.id)
        made = notices.object_to(
            posting, objector, DOUBT, named=False, now=posted_at + timedelta(days=3)
        )
        answered_at = posted_at + timedelta(days=6)
        notices.answer(made, Act.DISMISS, ANSWER, made.version, supervisor, answered_at)


def _certify(round_id: int, supervisors: list[int], director: int, at: datetime) -> None:
    with writing():
        for person_id in supervisors:
            closing.witness_key(_get(round_id), person_id, at)
        closing.certify(_get(round_id), director, at)
