"""Feeds: what is new, for readers that know it already too."""

from datetime import UTC, datetime
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree as Xml
from flask.testing import FlaskClient

from portal.core import atom
from portal.core.atom import Entry, Feed
from tests.resolutions.conftest import Council
from tests.world import World

A = "{http://www.w3.org/2005/Atom}"


def feed(client: FlaskClient, address: str) -> Element:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    return Xml.fromstring(answer.data)


def test_a_resolution_is_told_with_its_number_and_page(client: FlaskClient, world: World) -> None:
    number = Council(world).adopt(1, title="关于 <修车棚> & 扶手的决议")
    found = feed(client, "/resolutions/feed.atom")
    entry = found.find(f"{A}entry")
    assert entry is not None
    assert entry.findtext(f"{A}title") == f"{number} 关于 <修车棚> & 扶手的决议"
    link = entry.find(f"{A}link")
    assert link is not None
    assert link.get("href") == "http://localhost/resolutions/2026/1/"
    assert entry.findtext(f"{A}id") == "tag:localhost,2026:resolution:1"
    assert entry.findtext(f"{A}updated") == "2026-04-30T16:00:00Z"  # midnight in Shanghai


@pytest.mark.parametrize("room", ["resolutions", "projects", "disclosure"])
def test_a_feed_of_nothing_is_a_feed(client: FlaskClient, world: World, room: str) -> None:
    found = feed(client, f"/{room}/feed.atom")
    assert found.findall(f"{A}entry") == []
    assert found.findtext(f"{A}updated") == "1970-01-01T00:00:00Z"


def test_who_has_it_already_is_told_so(client: FlaskClient, world: World) -> None:
    Council(world).adopt(1)
    answer = client.get("/resolutions/feed.atom")
    again = client.get("/resolutions/feed.atom", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    Council(world).adopt(2)
    newer = client.get("/resolutions/feed.atom", headers={"If-None-Match": answer.headers["ETag"]})
    assert newer.status_code == 200


def test_what_no_xml_may_hold_is_left_out() -> None:
    entry = Entry(
        "x:1", "a\x00b\x0bc\ufffed", "https://a.example/1", datetime(2026, 1, 1, tzinfo=UTC)
    )
    told = Feed("x", "t", "a", "https://a.example/f", "https://a.example/", [entry])
    written = Xml.fromstring(atom.written(told))
    assert written.findtext(f"{A}entry/{A}title") == "abcd"
