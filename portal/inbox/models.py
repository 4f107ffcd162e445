"""Where messages go by mail: addresses that people gave, and the mails that were made for them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Model, UTCDateTime
from portal.inbox.rules import ADDRESS_LENGTH, Pace


class MailAddress(Model):
    """An address whose owner has proven it and agreed to get mail there, since ``confirmed_at``.

    There is no row before the consent, and none after it is taken back (PIPL 14, 15).
    """

    __tablename__ = "mail_address"
    __table_args__ = (
        CheckConstraint("mine IN ('at_once', 'daily', 'never')", name="mine"),
        CheckConstraint("rounds IN ('at_once', 'daily', 'never')", name="rounds"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    address: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))
    language: Mapped[str] = mapped_column(String(5))
    mine: Mapped[str] = mapped_column(String(10), default=Pace.DAILY)
    rounds: Mapped[str] = mapped_column(String(10), default=Pace.DAILY)
    confirmed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def gets_news(self) -> bool:
        """Whether any mail comes but what concerns the account."""
        return {self.mine, self.rounds} != {Pace.NEVER}


class Delivery(Model):
    """One mail to one person: what goes at once, or a day's digest; one of each day.

    It waits until it has an ``outcome``. Whoever is sending it holds it until ``leased_until``,
    so that nobody else sends it too. ``reference`` is its Message-ID, the same at every try.
    ``at_any_hour``: it concerns the account, and waits for no morning.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("person_id", "digest_on"),
        CheckConstraint("(outcome IS NULL) = (closed_at IS NULL)", name="closed"),
        Index(
            "ix_delivery_waiting",
            "due_at",
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    digest_on: Mapped[date | None]
    at_any_hour: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str | None] = mapped_column(String(10))
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)


class DeliveryItem(Model):
    """A message in a mail: in one at most, whatever happens."""

    __tablename__ = "delivery_item"
    message_id: Mapped[int] = mapped_column(
        ForeignKey("message.id"), primary_key=True, autoincrement=False
    )
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), index=True)
