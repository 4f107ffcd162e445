"""Habits that differ between communities: numbers and switches set on the desk, not in code.

A room names its settings at import, with the default of DOMAIN's practice; the desk's page lists
them all. What a round or a body freezes when it begins is copied there, and later changes here
leave it alone.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import g, has_app_context
from flask_babel import LazyString
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Fen, Model, UTCDateTime, db


class SettingRow(Model):
    """A setting that was changed from its default; ``value`` is a whole number, 0 or 1 for a
    switch.
    """

    __tablename__ = "setting"
    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Fen]
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)


@dataclass(frozen=True)
class Setting:
    """A whole number from ``low`` to ``high``; a switch where they are 0 and 1.

    Amounts are fen, times minutes, days or hours as the label says. ``hint``: what it is for,
    where the label does not say it all.
    """

    code: str
    label: LazyString
    default: int
    low: int
    high: int
    is_money: bool = False
    hint: LazyString | None = None

    @property
    def room(self) -> str:
        """The room that named it: what its code begins with."""
        return self.code.partition(".")[0]

    @property
    def is_switch(self) -> bool:
        return (self.low, self.high) == (0, 1)

    def __call__(self) -> int:
        """Its value now: all settings are read with one query a request."""
        return _values().get(self.code, self.default)


_SETTINGS: dict[str, Setting] = {}


def number(
    code: str,
    label: LazyString,
    default: int,
    low: int,
    high: int,
    is_money: bool = False,
    hint: LazyString | None = None,
) -> Setting:
    """Names a setting. ValueError for a code that is taken or a default out of its bounds."""
    if code in _SETTINGS or not low <= default <= high:
        raise ValueError(code)
    _SETTINGS[code] = Setting(code, label, default, low, high, is_money, hint)
    return _SETTINGS[code]


def switch(code: str, label: LazyString, default: bool, hint: LazyString | None = None) -> Setting:
    return number(code, label, int(default), 0, 1, hint=hint)


def all_settings() -> list[Setting]:
    """Every named setting, by code: those of one room stand together."""
    return [_SETTINGS[code] for code in sorted(_SETTINGS)]


def change(setting: Setting, value: int, now: datetime) -> None:
    """Sets it, in the caller's transaction. ValueError out of its bounds."""
    if not setting.low <= value <= setting.high:
        raise ValueError(value)
    db.session.merge(SettingRow(code=setting.code, value=value, changed_at=now))
    db.session.flush()
    forget()


def forget() -> None:
    """What was read before is read anew: decide on a change only after this, under the lock."""
    g.pop("settings", None)


def _values() -> dict[str, int]:
    if not has_app_context():
        return {}
    if "settings" not in g:
        g.settings = dict(db.session.execute(select(SettingRow.code, SettingRow.value)).all())
    found: dict[str, int] = g.settings
    return found
