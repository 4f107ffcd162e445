"""Most votes first (得票优先): down the list by score; what no longer fits is skipped."""

from collections.abc import Iterable, Iterator, Sequence

from portal.budget.tally.profile import Profile
from portal.budget.tally.terms import Exact, Project


def by_votes(tie_order: Sequence[Project], profile: Profile) -> list[Project]:
    """Highest score first; equals stay in the order of the tie-break, for the sort is stable."""
    return sorted(tie_order, key=lambda p: profile.score[p.id], reverse=True)


def spend(ranked: Iterable[Project], money: Exact) -> Iterator[tuple[Project, Exact, bool]]:
    """Each project, the money left when its turn comes, and whether it is bought."""
    for project in ranked:
        fits = project.cost <= money
        yield project, money, fits
        if fits:
            money -= project.cost
