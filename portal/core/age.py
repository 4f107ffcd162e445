"""Age on a day, from what the roster knows."""

from datetime import date

ADULT = 18


def is_adult(birth_year: int | None, born_on: date | None, on: date) -> bool:
    """Whether someone is 18 ``on`` that day (居民委员会组织法 art. 26: residents 18+).

    A proven date is exact. From a birth year alone: from 1 January after the year of turning
    18, when it is certain. Nothing known means no.
    """
    if born_on is not None:
        had_birthday = (on.month, on.day) >= (born_on.month, born_on.day)
        return on.year - born_on.year - (not had_birthday) >= ADULT
    return birth_year is not None and on.year - birth_year > ADULT
