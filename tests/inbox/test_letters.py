"""What a letter says: both versions alike, in the reader's language, with nothing smuggled in."""

from email.message import EmailMessage

import pytest
from babel import Locale
from flask_babel import get_locale

from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.inbox import letters, queries, seals
from portal.inbox.rules import Pace
from portal.roster.models import Community
from tests.inbox.conftest import ALARM, BASE, NEWS, RESULT, Post
from tests.inbox.test_delivery import at


def both(letter: EmailMessage) -> tuple[str, str]:
    """The plain text and the HTML."""
    found = [letter.get_body((kind,)) for kind in ("plain", "html")]
    return tuple(str(part.get_content()) for part in found if part)  # type: ignore[return-value]


def sent(post: Post) -> EmailMessage:
    (letter,) = post.box.letters
    return letter


def test_a_digest_is_sorted_by_what_it_is_about_newest_first(post: Post) -> None:
    reader = post.reader()
    post.tell(reader, NEWS, at(9), "先", "后")
    post.tell(reader, RESULT, at(10), "去年")
    post.run(at(18))
    text, html = both(sent(post))
    for version in (text, html):
        words = ("我的提案", "《后》", "《先》", "轮次和结果", "《去年》")
        found = [version.index(word) for word in words]
        assert found == sorted(found)
    assert sent(post)["Subject"] == "里仁社区：您有 3 条新消息"


def test_one_message_is_told_in_the_subject(post: Post) -> None:
    post.tell(post.reader(mine=Pace.AT_ONCE), NEWS, at(9))
    post.run(at(9))
    assert sent(post)["Subject"] == "里仁社区：《修路灯》有了进展"


def test_links_lead_to_the_public_address(post: Post) -> None:
    post.tell(post.reader(), NEWS, at(9))
    post.run(at(18))
    text, html = both(sent(post))
    for path in ("/budget/7/", "/me/inbox/", "/me/inbox/settings/", "/mail/unsubscribe/"):
        assert f"{BASE}{path}" in text
        assert f'href="{BASE}{path}' in html
    assert "localhost" not in text + html


def test_the_letter_is_in_its_readers_language(post: Post) -> None:
    post.tell(post.reader("english", language="en"), NEWS, at(9))
    post.tell(post.reader("chinese"), NEWS, at(9))
    post.run(at(18))
    english, chinese = (both(post.box.letters[n]) for n in (0, 1))
    assert "Unsubscribe" in english[1]
    assert '<html lang="en">' in english[1]
    assert "退订" in chinese[1]
    assert '<html lang="zh-CN">' in chinese[1]


def test_the_same_said_twice_stands_once(post: Post) -> None:
    post.tell(post.reader(), NEWS, at(9), "修路灯", "修路灯")
    post.run(at(18))
    assert [version.count("《修路灯》") for version in both(sent(post))] == [1, 1]


def test_a_long_digest_tells_how_much_more_there_is(post: Post) -> None:
    post.tell(post.reader(), NEWS, at(9), *(f"第{n}件" for n in range(33)))
    post.run(at(18))
    text, _html = both(sent(post))
    assert text.count("有了进展") == letters.MOST_LISTED
    assert "还有 3 条" in text


def test_words_in_a_letter_are_words_not_tags(post: Post) -> None:
    post.tell(post.reader(), NEWS, at(9), "<b>修</b>&路灯")
    post.run(at(18))
    text, html = both(sent(post))
    assert "《<b>修</b>&路灯》" in text
    assert "《&lt;b&gt;修&lt;/b&gt;&amp;路灯》" in html


def test_a_letter_names_its_sender_and_asks_for_no_answer(post: Post) -> None:
    post.tell(post.reader(), NEWS, at(9))
    post.run(at(18))
    letter = sent(post)
    assert str(letter["From"]) == "里仁社区 <portal@liren.example>"
    assert letter["To"] == "wang@mail.example"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime == at(18)


def test_mail_can_be_ended_from_the_mail_program(post: Post) -> None:
    reader = post.reader()
    post.tell(reader, NEWS, at(9))
    post.run(at(18))
    address = queries.address_of(reader)
    assert address
    link = f"{BASE}/mail/unsubscribe/{seals.unsubscription(address)}/"
    assert sent(post)["List-Unsubscribe"] == f"<{link}>"
    assert sent(post)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_an_alarm_cannot_be_ended_with_a_click(post: Post) -> None:
    post.tell(post.reader(), ALARM, at(9))
    post.run(at(9))
    assert sent(post)["List-Unsubscribe"] is None
    assert "/mail/unsubscribe/" not in "".join(both(sent(post)))


@pytest.mark.parametrize(
    "title", ["修\r\nBcc: thief@x.example", "修\nSubject: 假的", "修\x00\u2028路"]
)
def test_no_message_begins_a_header_of_its_own(post: Post, title: str) -> None:
    post.tell(post.reader(mine=Pace.AT_ONCE), NEWS, at(9), title)
    post.run(at(9))
    assert post.box.addressed == ["wang@mail.example"]
    assert sent(post)["Bcc"] is None
    assert sent(post).get_all("Subject") == [sent(post)["Subject"]]


def test_no_place_begins_a_header_of_its_own(post: Post) -> None:
    """What the form would never let in is refused here as well; the mail is not sent."""
    post.tell(post.reader(mine=Pace.AT_ONCE), NEWS, at(9))
    with writing():
        db.session.get_one(Community, 1).name = "里仁\r\nBcc: thief@x.example"
    assert post.run(at(9))["sent"] == 0
    assert post.box.taken == []


def test_writing_a_letter_leaves_the_request_that_does_it_alone(post: Post) -> None:
    """The code that proves an address is sent from within a request."""
    reader = post.reader(language="en")
    post.tell(reader, NEWS, at(9))
    address, messages = queries.address_of(reader), db.session.query(Message).all()
    assert address
    with post.world.app.test_request_context("/privacy/"):
        letters.news(address, messages, "r", at(9))
        assert get_locale() == Locale("zh", "CN", script="Hans")
