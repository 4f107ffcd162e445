"""What changes a topic; the meetings' room puts it on an agenda and decides it by these, and tells
that a meeting which was demanded is called.
"""

from portal.topics.actions.agenda import (
    back_to_routed,
    decide,
    meet_demand,
    put_on_agenda,
    reopen_demand,
    word_demand,
)

__all__ = [
    "back_to_routed",
    "decide",
    "meet_demand",
    "put_on_agenda",
    "reopen_demand",
    "word_demand",
]
