"""How a vote is counted: exactly, the same every time, and with the reasons.

Two rules find the winners. Most votes first (得票优先) goes down the list by supporters and skips
what no longer fits (`most_votes`). The method of equal shares (均等份额法) gives every ballot the
same part of the budget and lets supporters buy projects together (`equal_shares`), raises the
shares while money is left over (`completion`), and may spend the rest by most votes first.

Ballots approve projects (a frozenset of ids) or share out points (a mapping of ids to points).
Amounts are integers or Fractions in any one unit: the portal counts in fen. No floats anywhere.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from portal.budget.tally.completion import Shared, count_shares
from portal.budget.tally.most_votes import by_votes, spend
from portal.budget.tally.outcome import Outcome, ProjectOutcome, Reason
from portal.budget.tally.profile import Profile, profile_of
from portal.budget.tally.terms import (
    Approval,
    Ballot,
    Completion,
    Exact,
    NotCountedError,
    Points,
    Project,
    Ranking,
    Rule,
    TallyError,
    TieBreak,
)

__all__ = [
    "Approval",
    "Ballot",
    "Completion",
    "Exact",
    "NotCountedError",
    "Outcome",
    "Points",
    "Project",
    "ProjectOutcome",
    "Ranking",
    "Reason",
    "Rule",
    "TallyError",
    "TieBreak",
    "count",
]


def count(
    projects: Sequence[Project],
    ballots: Iterable[Ballot],
    budget: Exact,
    rule: Rule,
    completion: Completion = Completion.ADD1_UTILITARIAN,
    tie_break: TieBreak = TieBreak.PUBLISHED,
    min_support: int = 0,
    *,
    step: Exact,
) -> Outcome:
    """Count the ballots and say of each project why it won or lost.

    `budget`, costs and `step` are in one unit of money, and so are the amounts of the outcome;
    `step` is what add1 gives each voter more at a time (one yuan: 100 where amounts are in fen).
    Blank ballots count in the turnout and in the divisor of the budget. Projects with fewer than
    `min_support` supporters leave before the count, and so do those that nobody supports.
    `completion` and `step` matter to equal shares only; most votes first reports no completion.

    Sources: Peters & Skowron 2020; Peters, Pierczyński & Skowron 2021 (equal shares);
    equalshares.net (add1); arXiv 2012.06539 and 2305.11035 (most votes first, as cities use it).

    Raises NotCountedError for ranked ballots, and for points under equal shares; TallyError for
    a ballot that names an unknown project, two projects with one id, a negative budget, or a step
    that is not above zero.
    """
    _check(projects, budget, step)
    profile = profile_of(projects, ballots, rule)
    running = [p for p in projects if profile.may_win(p, min_support)]
    order = profile.tie_order(running, tie_break)
    shared = None
    if rule is Rule.MOST_VOTES:
        completion = Completion.NONE
        fates = list(_most_votes(order, profile, budget))
    elif profile.ballots:
        shared = count_shares(order, profile, budget, completion, step)
        fates = list(_equal_shares(shared, profile, budget, completion))
    else:
        fates = []
    won = [fate for fate in fates if fate.won]
    fates += _left_out(projects, running, profile)
    return Outcome(
        rule=rule,
        completion=completion,
        tie_break=tie_break,
        min_support=min_support,
        budget=budget,
        cost=sum(fate.cost for fate in won),
        selected=tuple(fate.id for fate in won),
        ballots=profile.ballots,
        blank=profile.blank,
        share=shared.share if shared else None,
        steps=shared.steps if shared else 0,
        projects=tuple(sorted(fates, key=lambda fate: fate.number)),
    )


def _check(projects: Sequence[Project], budget: Exact, step: Exact) -> None:
    if len({p.id for p in projects}) < len(projects):
        raise TallyError("two projects have the same id")
    if budget < 0:
        raise TallyError(f"the budget cannot be negative ({budget})")
    if step <= 0:
        raise TallyError(f"the step of add1 must be above zero, not {step}")


def _most_votes(
    order: Sequence[Project], profile: Profile, budget: Exact
) -> Iterator[ProjectOutcome]:
    for project, money, fits in spend(by_votes(order, profile), budget):
        reason = Reason.WON_FITS if fits else Reason.LOST_NO_LONGER_FITS
        yield _fate(project, profile, reason, money_left=money)


def _equal_shares(
    shared: Shared, profile: Profile, budget: Exact, completion: Completion
) -> Iterator[ProjectOutcome]:
    left = shared.left_with_supporters()
    for project, price, most in shared.purchases():
        budget -= project.cost
        del left[project.id]
        yield _fate(project, profile, Reason.WON_SHARES, price=price, most_paid=most)
    rest = by_votes([p for p in shared.projects if p.id in left], profile)
    if completion is not Completion.ADD1_UTILITARIAN:
        for project in rest:
            yield _fate(project, profile, _CANNOT_PAY, supporters_left=left[project.id])
        return
    for project, money, fits in spend(rest, budget):
        reason = Reason.WON_COMPLETION if fits else _CANNOT_PAY
        had = left[project.id]
        yield _fate(project, profile, reason, money_left=money, supporters_left=had)


_CANNOT_PAY = Reason.LOST_SUPPORTERS_CANNOT_PAY


def _left_out(
    projects: Sequence[Project], running: Sequence[Project], profile: Profile
) -> Iterator[ProjectOutcome]:
    for project in projects:
        if project not in running:
            some = profile.supporters[project.id] > 0
            reason = Reason.LOST_BELOW_MINIMUM if some else Reason.LOST_NO_SUPPORT
            yield _fate(project, profile, reason)


def _fate(
    project: Project,
    profile: Profile,
    reason: Reason,
    *,
    money_left: Exact | None = None,
    price: Fraction | None = None,
    most_paid: Fraction | None = None,
    supporters_left: Fraction | None = None,
) -> ProjectOutcome:
    return ProjectOutcome(
        id=project.id,
        number=project.number,
        cost=project.cost,
        supporters=profile.supporters[project.id],
        score=profile.score[project.id],
        reason=reason,
        money_left=money_left,
        price=price,
        most_paid=most_paid,
        supporters_left=supporters_left,
    )
