"""A resolution is numbered once, without a gap, and says where the record stood."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.audit import queries as audit
from portal.audit.actions import record
from portal.core.db import db, writing
from portal.resolutions import kinds, queries, registry, rules
from portal.resolutions.models import Resolution, ResolutionItem, WrittenForGood
from tests.resolutions.conftest import ADOPTED, COUNCIL, MATTER, Council
from tests.world import World, utc


@pytest.mark.parametrize(
    ("community", "number"),
    [
        ("里仁社区", "里议〔2026〕3号"),
        ("里仁社区居民委员会", "里议〔2026〕3号"),
        ("里仁居委会", "里议〔2026〕3号"),
        ("社区", "社议〔2026〕3号"),
    ],
)
def test_a_number_names_the_community_the_year_and_its_place_in_it(
    community: str, number: str
) -> None:
    assert rules.number_text(community, 2026, 3) == number


def test_numbers_run_from_one_within_each_year(council: Council) -> None:
    years = [utc(2026, 5, 1), utc(2026, 6, 1), utc(2027, 1, 5), utc(2026, 7, 1)]
    numbers = [council.adopt(source, now) for source, now in enumerate(years, 1)]
    assert numbers == [
        "里议〔2026〕1号",
        "里议〔2026〕2号",
        "里议〔2027〕1号",
        "里议〔2026〕3号",
    ]


@pytest.mark.parametrize(
    ("now", "year", "day"),
    [(utc(2026, 12, 31, 15, 59), 2026, "2026-12-31"), (utc(2026, 12, 31, 16), 2027, "2027-01-01")],
)
def test_the_year_is_that_of_the_community_s_calendar(
    council: Council, now: datetime, year: int, day: str
) -> None:
    council.adopt(1, now)
    found = queries.by_number(year, 1)
    assert found is not None
    assert found.adopted_on.isoformat() == day


def test_what_was_decided_is_kept_whole(council: Council) -> None:
    council.adopt(7)
    found = queries.by_number(2026, 1)
    assert found is not None
    assert (found.title, found.rule, found.basis) == (
        "关于修车棚的决议",
        "得票优先",
        "议事规则第三条",
    )
    assert found.facts == {
        "entitled": 20,
        "voted": 15,
        "blank": 1,
        "opening_digest": "a" * 64,
    }
    assert [(i.position, i.title, i.amount_fen, i.path) for i in found.items] == [
        (1, "充电车棚", 8_800_000, "/council/7/matters/31/"),
        (2, "楼道扶手", 1_860_050, "/council/7/matters/32/"),
    ]
    assert found.total_fen == 10_660_050
    assert found.adopted_by == council.person_id


def test_it_says_where_the_record_stood_and_is_on_record_itself(council: Council) -> None:
    with writing():
        before = record(kinds.ADOPTED, None, ADOPTED, number="0", title="先前的一条")
    council.adopt(1)
    found = queries.by_number(2026, 1)
    assert found is not None
    assert (found.head_line, found.head_hash) == audit.line(before)
    newest = audit.public_acts(1, 1).items[0]
    assert newest.sentence == "形成决议 里议〔2026〕1号《关于修车棚的决议》"
    assert audit.findings() == []


def test_a_source_has_one_resolution(council: Council) -> None:
    council.adopt(1)
    with pytest.raises(IntegrityError):
        council.adopt(1)
    assert len(queries.everything()) == 1
    assert council.adopt(2) == "里议〔2026〕2号"  # the refused one left no gap


def test_those_who_adopt_at_once_get_numbers_without_a_gap(world: World, council: Council) -> None:
    def adopt(source: int) -> str:
        with world.app.app_context():
            return council.adopt(source)

    db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(adopt, range(1, 9)))
    assert sorted(numbers) == [f"里议〔2026〕{n}号" for n in range(1, 9)]


def test_one_that_is_annulled_names_a_later_one(council: Council) -> None:
    council.adopt(1)
    council.adopt(2)
    first, second = queries.by_number(2026, 1), queries.by_number(2026, 2)
    assert first is not None
    assert second is not None
    first_id, second_id = first.id, second.id
    for annulled, by in ((second_id, first_id), (first_id, first_id)):
        with pytest.raises(IntegrityError), writing():
            db.session.get_one(Resolution, annulled).annulled_by = by
    with writing():
        db.session.get_one(Resolution, first_id).annulled_by = second_id
    assert queries.by_number(2026, 1).annulment.number == "里议〔2026〕2号"  # type: ignore[union-attr]


def _another_sum() -> None:
    db.session.query(ResolutionItem).filter_by(resolution_id=1, position=1).one().amount_fen = 1


@pytest.mark.parametrize(
    "change",
    [
        lambda: setattr(db.session.get_one(Resolution, 1), "text", "别的"),
        lambda: setattr(db.session.get_one(Resolution, 1), "title", "别的"),
        lambda: setattr(db.session.get_one(Resolution, 1), "annulled_by", 3),
        lambda: setattr(db.session.get_one(Resolution, 1), "annulled_by", None),
        lambda: db.session.delete(db.session.get_one(Resolution, 1)),
        _another_sum,
        lambda: db.session.delete(db.session.query(ResolutionItem).first()),
    ],
    ids=[
        "other words",
        "another title",
        "annulled by another",
        "in force again",
        "gone",
        "another sum",
        "an item less",
    ],
)
def test_what_was_decided_never_changes_and_is_annulled_once(
    council: Council, change: Callable[[], None]
) -> None:
    for source in (1, 2, 3):
        council.adopt(source)
    with writing():
        db.session.get_one(Resolution, 1).annulled_by = 2
    before = kept()
    with pytest.raises(WrittenForGood), writing():
        change()
    assert kept() == before


def kept() -> tuple[object, ...]:
    row = db.session.get_one(Resolution, 1)
    sums = [one.amount_fen for one in row.items]
    return row.text, row.title, row.annulled_by, sums


@pytest.mark.parametrize(
    "broken", [{"serial": 0}, {"serial": 1}, {"source_id": 1}], ids=["zero", "taken", "twice"]
)
def test_the_database_itself_keeps_numbers_and_sources_apart(
    council: Council, broken: dict[str, int]
) -> None:
    council.adopt(1)
    first = queries.by_number(2026, 1)
    copied = {
        column.key: getattr(first, column.key)
        for column in Resolution.__table__.columns
        if column.key != "id"
    }
    with pytest.raises(IntegrityError), writing():
        db.session.add(Resolution(**{**copied, "serial": 2, "source_id": 2, **broken}))


def test_an_item_has_its_own_place_and_no_negative_amount(council: Council) -> None:
    council.adopt(1)
    row = {"resolution_id": 1, "title": "又一项", "subject_kind": MATTER, "subject_id": 1}
    for wrong in ({"position": 1, "amount_fen": 1}, {"position": 9, "amount_fen": -1}):
        with pytest.raises(IntegrityError), writing():
            db.session.add(ResolutionItem(**row, **wrong))
    assert db.session.scalar(select(func.count()).select_from(ResolutionItem)) == 2


def test_a_kind_has_one_meaning() -> None:
    with pytest.raises(ValueError, match="twice"):
        registry.source(COUNCIL, [])
    with pytest.raises(ValueError, match="twice"):
        registry.subject(MATTER, "/")
    with pytest.raises(KeyError):
        registry.links_of("nobody.named", 1)
