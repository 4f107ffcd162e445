"""A real mail server on this machine, and what it took."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from portal.config import Mail

SENDER = "portal@liren.example"


@dataclass
class Mailbox:
    """Takes everything, but from ``refusing``: address → how many times yet, and with what code."""

    port: int = 0
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    refusing: dict[str, tuple[int, int]] = field(default_factory=dict)
    hang_up_on: set[str] = field(default_factory=set)
    refusing_us: bool = False
    user: str = ""
    password: str = ""

    def mail(self, **more: Any) -> Mail:
        """What the house must be told to send here."""
        return Mail("127.0.0.1", self.port, SENDER, **more)

    @property
    def letters(self) -> list[EmailMessage]:
        return [letter for _to, letter in self.taken]

    @property
    def addressed(self) -> list[str]:
        return [to for to, _letter in self.taken]

    # what aiosmtpd asks of its handler and of its authenticator

    async def handle_MAIL(  # noqa: N802
        self, server: object, session: object, envelope: Envelope, address: str, options: object
    ) -> str:
        if self.refusing_us:
            return "550 not from you"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: object, envelope: Envelope, address: str, options: object
    ) -> str:
        if address in self.hang_up_on:
            server.transport.close()
        code, times = self.refusing.get(address, (0, 0))
        if times:
            self.refusing[address] = (code, times - 1)
            return f"{code} not here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: object, session: object, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        letter = message_from_bytes(content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.taken.extend((to, letter) for to in envelope.rcpt_tos)
        return "250 taken"

    def authenticate(
        self, _server: object, _session: object, _envelope: object, _way: str, data: LoginPassword
    ) -> AuthResult:
        right = (data.login.decode(), data.password.decode()) == (self.user, self.password)
        return AuthResult(success=right)


@contextmanager
def mail_server(box: Mailbox | None = None) -> Iterator[Mailbox]:
    """Open while the block runs; afterwards nobody answers at its port."""
    box = box or Mailbox()
    box.port = box.port or free_port()
    asks = {"authenticator": box.authenticate, "auth_require_tls": False} if box.user else {}
    controller = Controller(box, hostname="127.0.0.1", port=box.port, enable_SMTPUTF8=False, **asks)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
