"""Which texts resemble one that is being written: by the pairs of signs that they share.

No dictionary is needed for Chinese: 充电车棚 and 车棚充电 share most of their pairs.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from portal.core.text import match_key

ENOUGH = Fraction(1, 4)
"""A third of the shorter text's pairs is too strict for two-word titles; a fifth finds anything."""


def pairs(text: str) -> frozenset[str]:
    """Every two neighbouring signs of the text as it is matched; punctuation is none."""
    signs = "".join(sign for sign in match_key(text) if sign.isalnum())
    return frozenset(signs[i : i + 2] for i in range(len(signs) - 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> Fraction:
    """The share of the smaller set that the two have in common, from 0 to 1."""
    smaller = min(len(one), len(other))
    return Fraction(len(one & other), smaller) if smaller else Fraction(0)


def nearest(text: str, others: Mapping[int, Iterable[str]], most: int) -> list[int]:
    """The keys of at most ``most`` others that resemble the text enough, nearest first.

    Each other is a list of texts (its title, its need); the best of them counts.
    """
    wanted = pairs(text)
    if len(wanted) < 2:
        return []
    found = {
        key: max((likeness(wanted, pairs(one)) for one in texts), default=Fraction(0))
        for key, texts in others.items()
    }
    close = [key for key, how_near in found.items() if how_near >= ENOUGH]
    return sorted(close, key=lambda key: (-found[key], key))[:most]
