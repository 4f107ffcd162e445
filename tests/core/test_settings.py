"""A community's habits: defaults until the desk says otherwise, never out of bounds."""

import pytest
from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.core import clock, settings
from portal.core.db import writing
from portal.core.settings import Setting
from tests.statements import statements

DAYS = Setting("test.days", _l("天"), default=10, low=1, high=90)


def test_a_setting_has_its_default_until_it_is_changed(app: Flask) -> None:
    assert DAYS() == 10
    with writing():
        settings.change(DAYS, 20, clock.now())
    assert DAYS() == 20


@pytest.mark.parametrize("value", [0, 91])
def test_a_value_out_of_bounds_is_refused(app: Flask, value: int) -> None:
    with pytest.raises(ValueError, match=str(value)), writing():
        settings.change(DAYS, value, clock.now())
    assert DAYS() == 10


def test_all_settings_cost_one_query_a_request(app: Flask) -> None:
    with statements() as seen:
        assert DAYS() + DAYS() == 20
    assert len([one for one in seen if one.startswith("SELECT")]) == 1


def test_a_setting_is_named_once() -> None:
    settings.number("test.once", _l("天"), 1, 1, 2)
    try:
        with pytest.raises(ValueError, match=r"test\.once"):
            settings.number("test.once", _l("天"), 1, 1, 2)
    finally:
        settings._SETTINGS.pop("test.once")
