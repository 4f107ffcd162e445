"""Changing the community's habits and the place's own facts, in the caller's transaction."""

from datetime import datetime

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from portal.audit import kinds
from portal.audit.actions import record
from portal.core import settings
from portal.core.i18n import LANGUAGES
from portal.core.settings import Setting
from portal.front import words
from portal.roster.actions import name_community
from portal.roster.queries import community

SETTING_CHANGED = kinds.kind(
    "settings.changed", _l("把设置“%(label)s”从 %(before)s 改为 %(after)s"), True
)
FACT_CHANGED = kinds.kind("place.changed", _l("把“%(label)s”从“%(before)s”改为“%(after)s”"), True)


class ChangedMeanwhile(Exception):
    """Somebody else was faster; ``value`` is what they set."""

    def __init__(self, value: int) -> None:
        super().__init__(value)
        self.value = value


def change_setting(setting: Setting, seen: int | None, value: int, by: int, now: datetime) -> bool:
    """Sets it, and tells the public from what to what; False where nothing changes.

    ChangedMeanwhile where it is not any more what its changer had ``seen``.
    """
    settings.forget()
    before = setting()
    if before != seen:
        raise ChangedMeanwhile(before)
    if value == before:
        return False
    settings.change(setting, value, now)
    with force_locale(LANGUAGES["zh"]):  # the record is kept in one language
        told = {
            "label": str(setting.label),
            "before": words.shown(setting, before),
            "after": words.shown(setting, value),
        }
    record(SETTING_CHANGED, by, now, setting=setting.code, **told)
    return True


def change_facts(facts: dict[str, str], by: int, now: datetime) -> bool:
    """Sets what the place is called and how it is reached; one line for each that changes."""
    place = community()
    before = {name: getattr(place, name) for name in facts}
    changed = {name: fact for name, fact in facts.items() if fact != before[name]}
    name_community(**changed)
    for name, fact in changed.items():
        with force_locale(LANGUAGES["zh"]):
            label = str(words.FACTS[name])
        record(FACT_CHANGED, by, now, fact=name, label=label, before=before[name], after=fact)
    return bool(changed)
