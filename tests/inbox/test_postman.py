"""The talk with the server: who we are, what is refused, and what is never said in the clear."""

from email.message import EmailMessage

import pytest

from portal.inbox.postman import Postman, Refused, Unreachable
from tests.inbox.mailbox import SENDER, Mailbox, mail_server


def letter(to: str = "wang@mail.example") -> EmailMessage:
    written = EmailMessage()
    written["From"], written["To"], written["Subject"] = SENDER, to, "试"
    written.set_content("试一试")
    return written


def test_one_connection_takes_several_letters(box: Mailbox) -> None:
    with Postman(box.mail()) as postman:
        postman.hand_over(letter())
        postman.hand_over(letter("other@mail.example"))
    assert box.addressed == ["wang@mail.example", "other@mail.example"]


@pytest.mark.parametrize(
    ("code", "for_good"), [(550, True), (553, True), (450, False), (421, False)]
)
def test_a_refusal_says_whether_it_is_for_good(box: Mailbox, code: int, for_good: bool) -> None:
    box.refusing["wang@mail.example"] = (code, 1)
    with Postman(box.mail()) as postman:
        with pytest.raises(Refused) as refusal:
            postman.hand_over(letter())
        postman.hand_over(letter("next@mail.example"))
    assert (refusal.value.for_good, box.addressed) == (for_good, ["next@mail.example"])


def test_an_address_that_the_server_cannot_take_is_refused_for_good(box: Mailbox) -> None:
    """Letters beyond ASCII, where the server does not speak of them."""
    with Postman(box.mail()) as postman, pytest.raises(Refused) as refusal:
        postman.hand_over(letter("王@mail.example"))
    assert refusal.value.for_good


def test_we_sign_in_where_we_must() -> None:
    with mail_server(Mailbox(user="liren", password="right")) as box:
        with Postman(box.mail(user="liren", password="right")) as postman:
            postman.hand_over(letter())
        with (
            Postman(box.mail(user="liren", password="wrong")) as postman,
            pytest.raises(Unreachable),
        ):
            postman.hand_over(letter())
    assert len(box.taken) == 1


def test_a_server_without_starttls_hears_no_password() -> None:
    with (
        mail_server(Mailbox(user="liren", password="right")) as box,
        Postman(box.mail(user="liren", password="right", starttls=True)) as postman,
        pytest.raises(Unreachable, match="SMTPNotSupportedError"),
    ):
        postman.hand_over(letter())
    assert box.taken == []


def test_where_nobody_answers_no_letter_is_at_fault() -> None:
    with mail_server() as box:
        pass
    for tls in (False, True):
        with Postman(box.mail(tls=tls)) as postman, pytest.raises(Unreachable):
            postman.hand_over(letter())


def test_a_server_that_takes_nothing_from_us_is_no_letters_fault(box: Mailbox) -> None:
    box.refusing_us = True
    with Postman(box.mail()) as postman, pytest.raises(Unreachable, match="sender refused"):
        postman.hand_over(letter())
