"""Nothing that is held about somebody is forgotten where they read, take along or erase it."""

from collections import Counter

from flask import Flask

from portal.accounts import mine
from portal.accounts.models import Account
from portal.roster.models import Person
from portal.roster.ties import columns_to

HOW = (
    "A table points at people: add the column to a section in its room's mine.py (with what "
    "erasing does to it), or put it apart there with the reason."
)


def test_every_column_that_points_at_somebody_is_in_a_section_or_apart(app: Flask) -> None:
    pointing = {
        f"{column.table.name}.{column.name}"
        for model in (Person, Account)
        for column in columns_to(model)
    }
    told = Counter(mine.columns())
    assert pointing - told.keys() == set(), HOW
    assert told.keys() - pointing == set(), "these columns are gone"
    assert [column for column, times in told.items() if times > 1] == []


def test_every_section_says_what_erasing_does_to_it(app: Flask) -> None:
    """Or belongs to one that does: answers and points go as questions go."""
    silent = [one.code for one in mine.sections() if not (one.erased or one.kept)]
    assert silent == ["answers", "points"]
