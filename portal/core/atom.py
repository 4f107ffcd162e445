"""Atom feeds (RFC 4287): what is new in a room, for whoever follows it with a reader."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as Xml

from flask import make_response, request
from werkzeug.wrappers import Response

NAMESPACE = "http://www.w3.org/2005/Atom"
LONGEST = 50  # entries of a feed
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_SINCE = "2026"  # the year of the tag: addresses are ours from then on (RFC 4151)
_NOT_XML = re.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One thing that is told. ``key`` names it for good, whatever its address becomes; ``href``
    is the whole address of its page; ``updated`` when it last changed.
    """

    key: str
    title: str
    href: str
    updated: datetime
    summary: str = ""


@dataclass(frozen=True)
class Feed:
    """``href``: the whole address of the feed itself, ``page`` that of the page it belongs to."""

    key: str
    title: str
    author: str
    href: str
    page: str
    entries: Sequence[Entry]


def answer(feed: Feed) -> Response:
    """The feed, with what lets a reader that has it already be told so in a line: 304."""
    body = written(feed)
    response = make_response(body)
    response.mimetype = "application/atom+xml"
    response.set_etag(hashlib.sha256(body).hexdigest())
    response.last_modified = _updated(feed)
    response.headers["Cache-Control"] = "public, max-age=300"
    return response.make_conditional(request)


def written(feed: Feed) -> bytes:
    """The same feed is always the same bytes."""
    root = Xml.Element("feed", xmlns=NAMESPACE)
    _tell(root, id=_tag(feed.href, feed.key), title=feed.title, updated=_time(_updated(feed)))
    Xml.SubElement(root, "link", rel="self", href=feed.href)
    Xml.SubElement(root, "link", rel="alternate", href=feed.page)
    _tell(Xml.SubElement(root, "author"), name=feed.author)
    for one in feed.entries:
        entry = Xml.SubElement(root, "entry")
        _tell(entry, id=_tag(one.href, one.key), title=one.title, updated=_time(one.updated))
        Xml.SubElement(entry, "link", rel="alternate", href=one.href)
        _tell(entry, summary=one.summary or one.title)
    told: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return told


def _tell(parent: Xml.Element, **said: str) -> None:
    for name, text in said.items():
        Xml.SubElement(parent, name).text = _NOT_XML.sub("", text)


def _tag(href: str, key: str) -> str:
    return f"tag:{urlsplit(href).hostname},{_SINCE}:{key}"


def _updated(feed: Feed) -> datetime:
    return max((one.updated for one in feed.entries), default=NEVER)


def _time(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
