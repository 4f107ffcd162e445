"""What is shown of the answers: counts that hide small numbers for good, and shares of them.

Of one line (a subject, a question) ``counts`` says how many gave each answer; their sum is known to
everyone. What is hidden here cannot be found again from what is shown, even by who knows this rule:

- Where no answer was given by one to ``minimum - 1`` people, all is shown; zeros are no secret.
- Else all counts above zero up to the smallest that is not small are hidden: among them is a small
  one and one that is not, and exchanging them shows the same.
- Where none reaches ``minimum``, everything is hidden, zeros too: several spreads of the same sum
  show nothing else.
"""

from collections.abc import Mapping, Sequence

LEAST_MINIMUM = 3
"""With two, a line of ones would give itself away."""
GROUP_MINIMUM = 10


def shown(counts: Sequence[int], minimum: int) -> list[int | None]:
    """The same line with None for what is hidden. ``minimum``: at least LEAST_MINIMUM."""
    if not any(0 < one < minimum for one in counts):
        return list(counts)
    upto = min((one for one in counts if one >= minimum), default=None)
    if upto is None:
        return [None] * len(counts)
    return [one if one == 0 or one > upto else None for one in counts]


def by_group(counts: Mapping[str, Sequence[int]], minimum: int) -> dict[str, list[int]] | None:
    """The same line group by group: only where there are several, each has GROUP_MINIMUM people,
    and none has anything to hide; else no group could be kept from being reckoned from the whole.
    """
    if len(counts) < 2 or any(sum(line) < GROUP_MINIMUM for line in counts.values()):
        return None
    if any(None in shown(line, minimum) for line in counts.values()):
        return None
    return {group: list(line) for group, line in counts.items()}


def permille(number: int, of: int) -> int:
    """A share in tenths of a percent, rounded half up, in whole numbers alone."""
    return (number * 2000 + of) // (of * 2) if of else 0


def difference(now: int | None, total: int, before: int | None, total_before: int) -> int | None:
    """By how many tenths of a percentage point a share rose; None where one is not shown."""
    if now is None or before is None or not total or not total_before:
        return None
    return permille(now, total) - permille(before, total_before)
