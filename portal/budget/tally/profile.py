"""The ballots of a count, identical ones grouped, and what they give each project."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.budget.tally.terms import (
    Ballot,
    Exact,
    NotCountedError,
    Project,
    Rule,
    TallyError,
    TieBreak,
)

Group = tuple[frozenset[str], int]
"""The projects that some voters support, and how many these voters are."""


@dataclass(frozen=True, slots=True)
class Profile:
    """`supporters` and `score` by project id, for every project of the price list."""

    ballots: int
    blank: int
    supporters: Mapping[str, int]
    score: Mapping[str, Exact]
    groups: Sequence[Group]

    def may_win(self, project: Project, min_support: int) -> bool:
        """A project that nobody supports never wins, nor one below the minimum."""
        return self.supporters[project.id] >= max(min_support, 1) and self.score[project.id] > 0

    def tie_order(self, projects: Iterable[Project], tie_break: TieBreak) -> list[Project]:
        """All projects in the order in which they go first among equals."""
        if tie_break is TieBreak.PROJECT_ID:
            return sorted(projects, key=lambda p: p.id)
        return sorted(projects, key=lambda p: (-self.supporters[p.id], p.cost, p.number, p.id))


def profile_of(projects: Sequence[Project], ballots: Iterable[Ballot], rule: Rule) -> Profile:
    """Group the ballots and add them up.

    Raises NotCountedError where the rule does not count ballots of this kind, and TallyError for
    a ballot that names a project which is not on the price list.
    """
    supporters = dict.fromkeys((p.id for p in projects), 0)
    score: dict[str, Exact] = dict.fromkeys(supporters, 0)
    groups: Counter[frozenset[str]] = Counter()
    for gifts, times in Counter(_gifts(ballot, rule) for ballot in ballots).items():
        for id_, points in gifts:
            if id_ not in score:
                raise TallyError(f"a ballot names project {id_}, which is not on the price list")
            score[id_] += points * times
        group = frozenset(id_ for id_, points in gifts if points > 0)
        groups[group] += times
        for id_ in group:
            supporters[id_] += times
    return Profile(groups.total(), groups.pop(frozenset(), 0), supporters, score, _sorted(groups))


def _gifts(ballot: Ballot, rule: Rule) -> frozenset[tuple[str, Exact]]:
    """What a ballot gives to whom: one to each approved project, or its points."""
    if isinstance(ballot, tuple):
        raise NotCountedError("ranked (ordinal) ballots are read and written, but not counted")
    if isinstance(ballot, Mapping):
        if rule is Rule.EQUAL_SHARES:
            raise NotCountedError("equal shares counts approvals, not points")
        return frozenset(ballot.items())
    return frozenset((id_, 1) for id_ in ballot)


def _sorted(groups: Mapping[frozenset[str], int]) -> list[Group]:
    """In an order of their own, so that the order of the ballots leaves no trace."""
    return sorted(groups.items(), key=lambda group: sorted(group[0]))
