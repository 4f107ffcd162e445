"""What was decided in a year, carried out and paid for; see works, accepting, rating and books."""

from datetime import datetime

from portal.demo import books, programme, rating, works


def load(now: datetime, ids: dict[str, int]) -> None:
    """Bodies, rounds and meetings are there already."""
    begun = works.load(now, ids)
    programme.load(ids, begun)
    rating.load(ids, begun)
    books.load(now, ids, begun)
