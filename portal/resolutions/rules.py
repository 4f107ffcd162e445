"""How a resolution is numbered."""

import re
from enum import StrEnum


class Fact(StrEnum):
    """What a resolution may say of how it came about, beside its own columns."""

    ENTITLED = "entitled"
    VOTERS = "voters"  # what the two count: "residents", or "households" with one ballot each
    VOTED = "voted"
    PRESENT = "present"
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"
    RECUSED = "recused"
    BLANK = "blank"
    OBJECTIONS = "objections"
    OBJECTIONS_UPHELD = "objections_upheld"
    OBJECTIONS_DISMISSED = "objections_dismissed"
    OBJECTIONS_WITHDRAWN = "objections_withdrawn"
    OPENING_DIGEST = "opening_digest"


def short_name(community: str) -> str:
    """The word that stands for a community in a number: 里仁社区 → 里仁."""
    return re.sub(r"(?:社区)?(?:居民委员会|居委会)?$", "", community) or community


def number_text(community: str, year: int, serial: int) -> str:
    """The number as it is cited: 里仁决〔2026〕3 号."""
    return f"{short_name(community)}决〔{year}〕{serial} 号"
