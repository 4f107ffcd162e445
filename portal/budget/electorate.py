"""Who votes in a round, in words: residents or households, which grids, and why somebody cannot."""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.ballots import roll
from portal.ballots.rules import Refusal, Voters
from portal.budget import rules, words
from portal.budget.models import Round
from portal.core.words import count as number

VOTERS: dict[StrEnum, LazyString] = {
    Voters.RESIDENTS: _l("每人一票：年满 18 周岁的居民"),
    Voters.HOUSEHOLDS: _l("每户一票：由户代表投"),
}


def by_household(round_: Round) -> bool:
    return round_.voters == Voters.HOUSEHOLDS


def grids_in_words(round_: Round) -> str:
    """第一网格、第三网格; the whole community where none is chosen."""
    return _("、").join(grid.name for grid in round_.grids) or _("全社区")


def in_words(round_: Round) -> str:
    """Who votes, in one short line."""
    who = VOTERS[Voters(round_.voters)]
    return _("%(who)s；%(where)s", who=who, where=grids_in_words(round_))


def who_votes(round_: Round) -> str:
    """The same with what counts and when."""
    if by_household(round_):
        return _(
            "每户一票，由户代表投：封箱时花名册上登记的那一位，住在本户，"
            "投票首日已满 18 周岁，不看户籍"
        )
    return _("封箱时登记在本社区居住、投票首日已满 18 周岁的居民，每人一票，不看户籍")


def left_out(round_: Round) -> int:
    """How many households were left off the roll at sealing, for want of one delegate."""
    return round_.box.left_out if round_.box and by_household(round_) else 0


def is_open(round_: Round) -> bool:
    """Whether its electorate can still change: until it is sealed."""
    return rules.may_edit(round_.facts)


def undelegated(round_: Round) -> list[int]:
    """Households whom sealing would leave out today, by the roster as it is."""
    day = roll.day_of(round_.voting_from)
    return roll.households_without_delegate(round_.electorate, day)


def undelegated_count(round_: Round) -> int | None:
    """How many they are; None where it is not asked: residents vote, or the roll is taken."""
    asked = by_household(round_) and is_open(round_)
    return len(undelegated(round_)) if asked else None


# ---- Turnout ----


def cast_of(round_: Round, turnout: tuple[int, int]) -> str:
    cast, entitled = (number(n) for n in turnout)
    if by_household(round_):
        return _("投票 %(n)s / %(all)s 户", n=cast, all=entitled)
    return _("投票 %(n)s / %(all)s 人", n=cast, all=entitled)


def have_voted(round_: Round, cast: int) -> str:
    if by_household(round_):
        return _("已有 %(n)s 户投票", n=number(cast))
    return _("已有 %(n)s 位居民投票", n=number(cast))


def turnout_figure(round_: Round, turnout: tuple[int, int]) -> tuple[str, str, str]:
    """A figure with what it counts and of how many."""
    cast, entitled = (number(n) for n in turnout)
    if by_household(round_):
        return cast, _("户已投票"), _("名册共 %(n)s 户", n=entitled)
    return cast, _("人已投票"), _("名册共 %(n)s 人", n=entitled)


def voted_words(round_: Round, voted: bool) -> str:
    """What the roll says of this visitor, or of their household."""
    if by_household(round_):
        return _("名册记着：您家已投票") if voted else _("名册记着：您家没有投票")
    return _("名册记着：您已投票") if voted else _("名册记着：您没有投票")


# ---- Why not ----


def why(round_: Round, reason: StrEnum, person_id: int) -> str:
    """Why this person cannot vote here, exactly; of other people only who casts the ballot of
    their own household, and whether it is cast.
    """
    if reason is Refusal.OTHER_GRID:
        return _(
            "这一轮只面向这些网格：%(grids)s。按花名册，您的住址不在其中。如有出入，请到服务台更正。",
            grids=grids_in_words(round_),
        )
    if reason is Refusal.NOT_DELEGATE:
        return _not_delegate(round_, person_id)
    if reason is Refusal.ALREADY_VOTED and by_household(round_):
        return _("名册上已经记着您家投过票了。每户只能投一次，投出后不能更改。")
    return str(words.REFUSALS[reason])


def _not_delegate(round_: Round, person_id: int) -> str:
    found = roll.household_ballot(round_.box, person_id) if round_.box else None
    if found is None:
        return str(words.REFUSALS[Refusal.NOT_DELEGATE])
    who = {"name": found.delegate}
    if found.voted:
        return _("这一轮每户一票，您家的票由户代表%(name)s投。名册上记着：您家已经投票。", **who)
    return _(
        "这一轮每户一票，您家的票由户代表%(name)s投。名册上记着：您家还没有投票。"
        "想换一位代表，请到服务台更正花名册，再请居务监督委员会更换。",
        **who,
    )


IN_TEMPLATES = {
    "by_household": by_household,
    "cast_of": cast_of,
    "electorate_in_words": in_words,
    "grids_in_words": grids_in_words,
    "have_voted": have_voted,
    "left_out_of": left_out,
    "turnout_figure": turnout_figure,
    "voted_words": voted_words,
    "who_votes": who_votes,
}
