"""The talk with the mail server."""

import smtplib
import ssl
from email.message import EmailMessage

from portal.config import Mail

TIMEOUT_SECONDS = 20  # for each answer of the server; see rules.LEASE


class Unreachable(Exception):
    """The server cannot be talked to, or takes no mail of ours now: no letter is at fault."""


class Refused(Exception):
    """This letter was not taken; ``for_good``: nor will it be."""

    def __init__(self, for_good: bool) -> None:
        super().__init__(for_good)
        self.for_good = for_good


class Postman:
    """One connection, made when the first letter is handed over and kept for the next ones."""

    def __init__(self, mail: Mail) -> None:
        self._mail = mail
        self._talk: smtplib.SMTP | None = None

    def __enter__(self) -> "Postman":
        return self

    def __exit__(self, *_why: object) -> None:
        self._hang_up()

    def hand_over(self, letter: EmailMessage) -> None:
        """Returns when the server has taken the letter. Unreachable or Refused where it has not."""
        talk = self._talk or self._connect()
        try:
            talk.send_message(letter)
        except smtplib.SMTPSenderRefused as error:
            raise Unreachable(f"sender refused: {error.smtp_code}") from error
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _why in error.recipients.values()]
            raise Refused(min(codes) >= 500) from error
        except smtplib.SMTPResponseException as error:
            raise Refused(error.smtp_code >= 500) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(for_good=True) from error
        except OSError as error:  # the line broke, or nobody answered
            self._hang_up()
            raise Refused(for_good=False) from error
        finally:
            if talk.sock is None:
                self._talk = None

    def _connect(self) -> smtplib.SMTP:
        mail = self._mail
        try:
            self._talk = self._dial()
            if mail.starttls:
                self._talk.starttls(context=ssl.create_default_context())
            if mail.user:
                self._talk.login(mail.user, mail.password)
        except OSError as error:  # smtplib's own errors among them
            self._hang_up()
            raise Unreachable(type(error).__name__) from error
        return self._talk

    def _dial(self) -> smtplib.SMTP:
        mail = self._mail
        where = (mail.host, mail.port, mail.sender.partition("@")[2])
        if mail.tls:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(*where, timeout=TIMEOUT_SECONDS, context=context)
        return smtplib.SMTP(*where, timeout=TIMEOUT_SECONDS)

    def _hang_up(self) -> None:
        talk, self._talk = self._talk, None
        if talk is None:
            return
        try:
            talk.quit()
        except OSError:
            talk.close()
