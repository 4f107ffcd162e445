"""Who may be whom: likely moves and likely corrections, proposed and never done by themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.roster.pairs import Clue, Pair, Side, Traits, propose

HERE, THERE = ("里", "1幢", "1", "101"), ("里", "1幢", "1", "102")
PHONE = "13912345678"
WANG = Traits(HERE, "王小明", 1980, PHONE)


def sides(*traits: Traits) -> list[Side[int]]:
    return [Side(n, n, one) for n, one in enumerate(traits)]


def proposed(missing: Traits, new: Traits) -> tuple[Clue, bool] | None:
    """The clue, and whether it is a move."""
    found = propose(sides(missing), sides(new))
    return (found[0].clue, found[0].is_move) if found else None


@pytest.mark.parametrize(
    ("new", "answer"),
    [
        # likely moves: another address
        (WANG._replace(home=THERE), (Clue.NAME_YEAR_PHONE, True)),
        (WANG._replace(home=THERE, phone=None), (Clue.NAME_YEAR, True)),
        (WANG._replace(home=THERE, phone="13900000000"), (Clue.NAME_YEAR, True)),
        (WANG._replace(home=THERE, year=1990), (Clue.NAME_PHONE, True)),
        # likely corrections: the same household
        (WANG._replace(year=1981, phone=None), (Clue.HOME_NAME, False)),
        (WANG._replace(year=1978, phone=None), (Clue.HOME_NAME, False)),
        (WANG._replace(name="王晓明", phone=None), (Clue.HOME_YEAR, False)),
        (WANG._replace(name="王小小明", phone=None), (Clue.HOME_YEAR, False)),
        (WANG._replace(name="王明", phone=None), (Clue.HOME_YEAR, False)),
        (WANG._replace(name="李芳", year=1955), (Clue.HOME_PHONE, False)),
        (WANG._replace(year=1990), (Clue.NAME_PHONE, False)),
        # somebody else
        (WANG._replace(year=1983, phone=None), None),
        (WANG._replace(name="王大伟", phone=None), None),
        (WANG._replace(name="王晓明", year=1981, phone=None), None),
        (WANG._replace(home=THERE, year=1981, phone=None), None),
        (WANG._replace(home=THERE, name="王晓明", phone=None), None),
        (WANG._replace(home=THERE, name="李芳"), None),
    ],
)
def test_a_pair_is_a_likely_move_or_a_likely_correction(
    new: Traits, answer: tuple[Clue, bool] | None
) -> None:
    assert proposed(WANG, new) == answer


def test_nobody_agrees_in_a_telephone_that_is_not_known() -> None:
    unknown = WANG._replace(phone=None)
    assert proposed(unknown, unknown._replace(home=THERE, year=1990)) is None
    assert proposed(unknown, unknown._replace(name="李芳", year=1955)) is None


def test_whoever_agrees_in_more_goes_first() -> None:
    by_year = WANG._replace(home=THERE, phone=None)
    by_all = WANG._replace(home=("里", "2幢", "1", "301"))
    (pair,) = propose(sides(WANG), sides(by_year, by_all))
    assert (pair.row, pair.clue) == (1, Clue.NAME_YEAR_PHONE)


def test_the_nearest_birth_year_goes_first() -> None:
    (pair,) = propose(sides(WANG), sides(WANG._replace(year=1982), WANG._replace(year=1981)))
    assert pair.row == 1


def test_a_pair_says_how_many_others_it_might_be() -> None:
    namesake = WANG._replace(home=THERE, phone=None)
    alone = propose(sides(WANG), sides(namesake))
    crowded = propose(
        sides(WANG, WANG._replace(home=("里", "9幢", "1", "1"))), sides(namesake, namesake)
    )
    assert [pair.others for pair in alone] == [0]
    assert [pair.others for pair in crowded] == [2, 2]


def test_twenty_thousand_namesakes_are_paired_at_once() -> None:
    """Each row is looked at once under a key: all against all would take hours."""
    count = 20_000
    missing = [WANG._replace(home=("里", "1幢", "1", str(n)), phone=None) for n in range(count)]
    new = [one._replace(home=("里", "2幢", *one.home[2:])) for one in missing]
    assert len(propose(sides(*missing), sides(*new))) == count


# ---- Whatever the roster ----

PEOPLE = st.builds(
    Traits,
    home=st.sampled_from([HERE, THERE]),
    name=st.text("王小明", min_size=1, max_size=3),
    year=st.integers(1978, 1983),
    phone=st.sampled_from([None, PHONE, "13900000000"]),
)
CROWDS = st.lists(PEOPLE, max_size=8, unique_by=lambda one: one[:3])


def edits(a: str, b: str) -> int:
    """How many characters apart two names are (Levenshtein)."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


def likely(a: Traits, b: Traits) -> bool:
    """The rule in one sentence, without its shortcuts."""
    phone = a.phone is not None and a.phone == b.phone
    if a.home != b.home:
        return a.name == b.name and (a.year == b.year or phone)
    near_name = edits(a.name, b.name) <= 1 and a.year == b.year
    near_year = a.name == b.name and abs(a.year - b.year) <= 2
    return near_name or near_year or phone


def strangers(missing: list[Traits], new: list[Traits]) -> list[Traits]:
    """New rows as a plan gives them: of nobody who is known."""
    known = {one[:3] for one in missing}
    return [one for one in new if one[:3] not in known]


@given(CROWDS, CROWDS)
def test_every_pair_is_likely_and_nobody_stands_in_two(
    missing: list[Traits], new: list[Traits]
) -> None:
    rows = strangers(missing, new)
    found = propose(sides(*missing), sides(*rows))
    assert all(likely(missing[pair.person], rows[pair.row]) for pair in found)
    assert all(pair.is_move == (missing[pair.person].home != rows[pair.row].home) for pair in found)
    assert len({pair.person for pair in found}) == len({pair.row for pair in found}) == len(found)


@given(CROWDS, CROWDS)
def test_no_likely_pair_is_left_unpaired(missing: list[Traits], new: list[Traits]) -> None:
    rows = strangers(missing, new)
    found = propose(sides(*missing), sides(*rows))
    alone = [m for n, m in enumerate(missing) if n not in {pair.person for pair in found}]
    left = [r for n, r in enumerate(rows) if n not in {pair.row for pair in found}]
    assert not [(m, r) for m in alone for r in left if likely(m, r)]


@given(CROWDS, CROWDS, st.randoms(use_true_random=False))
def test_the_order_in_which_they_come_changes_nothing(
    missing: list[Traits], new: list[Traits], lot: object
) -> None:
    people, rows = sides(*missing), sides(*strangers(missing, new))
    before: list[Pair[int, int]] = propose(people, rows)
    lot.shuffle(people)  # type: ignore[attr-defined]
    lot.shuffle(rows)  # type: ignore[attr-defined]
    assert propose(people, rows) == before
