"""A meeting as a calendar file (RFC 5545): the same entry, however often it is fetched anew."""

from urllib.parse import urlsplit

from icalendar import Calendar, Event

from portal.meetings.models import Meeting
from portal.meetings.rules import State

PRODUCT = "-//Liren//Meetings//ZH"


def file_of(meeting: Meeting, url: str) -> bytes:
    """``url``: the meeting's page; its host makes the entry's name unique."""
    entry = Event()
    entry.add("uid", f"meeting-{meeting.id}@{urlsplit(url).hostname}")
    entry.add("dtstamp", meeting.cancelled_at or meeting.called_at)
    entry.add("sequence", meeting.sequence)
    entry.add("summary", meeting.title)
    entry.add("location", meeting.place)
    entry.add("url", url)
    entry.add("dtstart", meeting.starts_at)
    entry.add("dtend", meeting.ends_at)
    entry.add("status", "CANCELLED" if meeting.state is State.CANCELLED else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if meeting.state is State.CANCELLED else "PUBLISH")
    calendar.add_component(entry)
    return bytes(calendar.to_ical())
