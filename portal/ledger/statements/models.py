"""Which reminders of money not spent were sent."""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Model


class SweepReminder(Model):
    """That people were told of a fund's day, once before it and once after (``Nearing``)."""

    __tablename__ = "ledger_sweep_reminder"
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), primary_key=True)
    sweep_on: Mapped[date] = mapped_column(primary_key=True)
    nearing: Mapped[str] = mapped_column(String(10), primary_key=True)
