"""The letters: plain text and a little HTML, in their reader's language, with whole addresses."""

from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from portal.config import Mail
from portal.core.i18n import LANGUAGES
from portal.core.outbox import Group, Message, all_kinds
from portal.inbox import rules, seals, words
from portal.inbox.models import MailAddress
from portal.roster.queries import community

MOST_LISTED = 30
_POLICY = SMTP.clone(cte_type="7bit")  # a line break in a header is a ValueError

Part = tuple[str, list[tuple[str, str | None]]]
"""A heading, and under it sentences with their addresses."""


def news(
    to: MailAddress, messages: Sequence[Message], reference: str, now: datetime
) -> EmailMessage:
    """What a person is told by mail, newest first, by what it is about."""
    about_account = all(_group(message) is Group.ACCOUNT for message in messages)
    stop = _page("mailing.unsubscribe", token=seals.unsubscription(to))
    with force_locale(LANGUAGES[to.language]):
        letter = _letter(to.address, _subject(messages), reference, now)
        _fill(
            letter,
            "mail/news",
            to.language,
            count=len(messages),
            parts=_parts(messages[:MOST_LISTED]),
            more=max(len(messages) - MOST_LISTED, 0),
            inbox=_page("inbox.index"),
            settings=_page("mailing.settings"),
            stop=None if about_account else stop,
        )
    if not about_account:
        letter["List-Unsubscribe"] = f"<{stop}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return letter


def proof(address: str, code: str, language: str, reference: str, now: datetime) -> EmailMessage:
    """The code that proves an address."""
    with force_locale(LANGUAGES[language]):
        letter = _letter(address, _("验证码 %(code)s", code=code), reference, now)
        _fill(letter, "mail/proof", language, code=code)
    return letter


def _subject(messages: Sequence[Message]) -> str:
    if len(messages) == 1:
        return messages[0].sentence
    return _("您有 %(n)s 条新消息", n=len(messages))


def _parts(messages: Sequence[Message]) -> list[Part]:
    """Under the heading of its group; what reads the same and leads to the same stands once."""
    found: dict[Group, dict[tuple[str, str | None], None]] = {}
    for message in messages:
        found.setdefault(_group(message), {})[message.sentence, _whole(message.link)] = None
    return [(str(words.GROUPS[group]), list(found[group])) for group in Group if group in found]


def _group(message: Message) -> Group:
    return all_kinds()[message.kind].group


def _whole(path: str | None) -> str | None:
    return f"{current_app.config['PORTAL'].base_url}{path}" if path else None


def _page(endpoint: str, **values: str) -> str:
    """The public address of a page of ours; there is no request that it could be told from."""
    path = current_app.url_map.bind("house").build(endpoint, values)
    return f"{current_app.config['PORTAL'].base_url}{path}"


def _letter(address: str, subject: str, reference: str, now: datetime) -> EmailMessage:
    mail: Mail = current_app.config["PORTAL"].mail
    letter = EmailMessage(_POLICY)
    letter["From"] = Address(community().name, addr_spec=mail.sender)
    letter["To"] = Address(addr_spec=address)
    letter["Subject"] = rules.subject(f"{community().name}：{subject}")
    letter["Date"] = format_datetime(now)
    letter["Message-ID"] = f"<{reference}@{mail.sender.partition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"  # no answering machine answers
    return letter


def _fill(letter: EmailMessage, name: str, language: str, **context: Any) -> None:
    """Both versions say the same. Rendered apart from the pages: nobody is asking for them."""
    place, lang = community(), "en" if language == "en" else "zh-CN"
    for kind, subtype in (("txt", "plain"), ("html", "html")):
        template = current_app.jinja_env.get_template(f"{name}.{kind}")
        text = template.render(community=place, subject=letter["Subject"], lang=lang, **context)
        letter.add_alternative(text, subtype) if kind == "html" else letter.set_content(text)
