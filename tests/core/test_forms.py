"""What people type arrives clean, and what was wrong with it stands at its field."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

import pytest
from flask import Flask
from flask_babel import force_locale
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import SelectChoice, SelectField, SelectMultipleField

from portal.core import images
from portal.core.clock import SHANGHAI
from portal.core.forms import (
    PHOTO_FAULTS,
    DayField,
    Form,
    LineField,
    PhoneField,
    PhotoField,
    ShanghaiDateTimeField,
    TextField,
    YuanField,
    at_most,
    required,
)
from portal.core.images import BadPicture, Fault
from tests.core.pictures import encoded, exif, halves


class Wish(Form):
    title = LineField("标题", [required("请填写标题"), at_most(5)])
    words = TextField("内容")
    phone = PhoneField("电话")
    cost = YuanField("金额")
    at = ShanghaiDateTimeField("时间")
    on = DayField("日期")
    kind = SelectField("种类", choices=[SelectChoice("lamp", "路灯")], default="lamp")
    kinds = SelectMultipleField("种类", choices=[SelectChoice("lamp", "路灯")])


@pytest.fixture(autouse=True)
def posting(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context("/", method="POST"):
        yield


def wish(**typed: str) -> Wish:
    return Wish(MultiDict(typed))


def test_words_arrive_clean() -> None:
    form = wish(title=" 修\u200b路\t灯 ", words="第一\r\n第二 ", phone="+86 138-0000-0001")
    assert form.validate()
    assert (form.title.data, form.words.data, form.phone.data) == (
        "修路 灯",
        "第一\n第二",
        "13800000001",
    )


def test_money_arrives_in_fen_and_shows_what_was_typed() -> None:
    form = wish(title="灯", cost="１２,０００.5元")
    assert form.validate()
    assert form.cost.data == 1200050
    assert 'value="１２,０００.5元"' in form.cost()


def test_an_amount_that_is_none_is_refused_and_shown_again() -> None:
    form = wish(title="灯", cost="很多")
    assert not form.validate()
    assert [field.name for field, _message in form.failures] == ["cost"]
    assert 'value="很多"' in form.cost()


def test_a_kept_amount_is_shown_for_changing() -> None:
    assert 'value="12000.50"' in Wish(data={"cost": 1200050}).cost()


def test_a_local_time_arrives_as_an_instant() -> None:
    form = wish(title="灯", at="2026-05-01T08:00")
    assert form.validate()
    assert form.at.data == datetime(2026, 5, 1, 8, tzinfo=SHANGHAI)
    assert 'value="2026-05-01T08:00"' in form.at()


def test_a_kept_instant_is_shown_in_local_time() -> None:
    instant = datetime(2026, 5, 1, 8, tzinfo=SHANGHAI)
    assert 'value="2026-05-01T08:00"' in Wish(data={"at": instant}).at()


@pytest.mark.parametrize("year", ["0001", "1899", "2101", "9999"])
def test_a_year_that_is_a_slip_of_the_pen_is_refused_at_its_field(year: str) -> None:
    form = wish(title="灯", at=f"{year}-12-31T23:59", on=f"{year}-01-01")
    assert not form.validate()
    assert [(field.name, str(said)) for field, said in form.failures] == [
        ("at", "年份要在 1900 到 2100 之间，请核对"),
        ("on", "年份要在 1900 到 2100 之间，请核对"),
    ]


@pytest.mark.parametrize("year", ["1900", "2100"])
def test_the_first_and_the_last_year_are_taken(year: str) -> None:
    assert wish(title="灯", kind="lamp", at=f"{year}-06-01T00:00", on=f"{year}-06-01").validate()


@pytest.mark.parametrize("field", ["kind", "kinds"])
def test_a_choice_that_is_none_is_refused_in_the_readers_language(field: str) -> None:
    form = wish(**{"title": "灯", "kind": "lamp", field: "999"})
    assert not form.validate()
    assert [(one.name, str(said)) for one, said in form.failures] == [(field, "请从列出的选项里选")]
    with force_locale("en"):
        form = wish(**{"title": "灯", "kind": "lamp", field: "999"})
        form.validate()
        assert form[field].errors == ["Please choose one of the options shown"]


def test_mistakes_stand_at_their_fields_in_the_order_of_the_form() -> None:
    form = wish(title="", at="tomorrow", cost="x")
    assert not form.validate()
    assert [field.name for field, _message in form.failures] == ["title", "cost", "at"]
    assert form.failures[0][1] == "请填写标题"


def test_too_long_is_refused_in_signs_not_bytes() -> None:
    assert wish(title="一二三四五").validate()
    assert not wish(title="一二三四五六").validate()


def test_an_action_can_refuse_at_a_field() -> None:
    form = wish(title="灯")
    assert form.validate()
    form.fail("title", "已经有人提过")
    assert form.failures == [(form.title, "已经有人提过")]


class Report(Form):
    photo = PhotoField("照片", [required("请选一张照片")])


def report(body: bytes, name: str = "photo.jpg", kind: str = "image/jpeg") -> Report:
    return Report(MultiDict({"photo": FileStorage(BytesIO(body), name, "photo", kind)}))


def test_a_photo_arrives_drawn_anew_whatever_it_is_called() -> None:
    form = report(encoded(halves(), "PNG", exif=exif()), "notes.txt", "text/plain")
    assert form.validate()
    assert form.photo.data == images.reencode(encoded(halves(), "PNG")).body


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_of_a_photo_is_a_clear_sentence_at_its_field(
    fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_data: bytes) -> None:
        raise BadPicture(fault)

    monkeypatch.setattr(images, "reencode", refuse)
    form = report(b"")
    assert not form.validate()
    assert form.photo.errors == [PHOTO_FAULTS[fault]]
    assert form.photo.data is None


def test_no_more_is_read_of_a_photo_than_may_be_kept() -> None:
    form = report(bytes(images.MOST_BYTES + 2))
    assert not form.validate()
    assert form.photo.errors == [PHOTO_FAULTS[Fault.TOO_LARGE_FILE]]


@pytest.mark.parametrize("typed", [{}, {"photo": "words"}, {"photo": FileStorage(BytesIO(), "")}])
def test_a_photo_that_was_not_chosen_is_missing(typed: dict[str, object]) -> None:
    form = Report(MultiDict(typed))
    assert not form.validate()
    assert (form.photo.data, form.photo.errors) == (None, ["请选一张照片"])
