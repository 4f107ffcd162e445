"""Who is named in public. The seats of a body are public, and so are its members' names; in a
residents' meeting people come without a seat, and are named as the authors of topics are.
"""

from portal.meetings.models import Meeting
from portal.meetings.motions.models import Motion
from portal.meetings.rules import Called
from portal.proposals.rules import byline


def names_people(meeting: Meeting) -> bool:
    """Whether those who have a vote in it are named in public."""
    return Called(meeting.electorate) is Called.MEMBERS


def mover(motion: Motion) -> str:
    """In full for a member of the body and for who leads the meeting, whose names its page has;
    a resident's surname alone, unless they want it in full.
    """
    meeting = motion.meeting
    seated = motion.mover_votes and names_people(meeting)
    leading = motion.mover_id in meeting.leaders
    return byline(motion.mover.name, motion.signs or seated or leading)
