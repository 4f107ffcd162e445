"""Forms: every word cleaned, every mistake answered at its field."""

from datetime import UTC, date, datetime
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, FileStorage, MultiDict
from wtforms import (
    DateField,
    DateTimeLocalField,
    Field,
    FileField,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.core import clock, images, money, sheets, text
from portal.core.images import BadPicture, Fault

PHOTO_FAULTS = {
    Fault.NOT_A_PICTURE: _l("这个文件不是照片，请选 JPG、PNG、WebP 或 HEIC 格式的照片"),
    Fault.TOO_LARGE_FILE: _l("照片太大了，请选不超过 12 MB 的照片"),
    Fault.TOO_MANY_PIXELS: _l("照片的尺寸太大了，最多 5000 万像素，请缩小后再传"),
    Fault.BROKEN: _l("照片不完整，打不开，请重新选一次"),
    Fault.TOO_SMALL: _l("照片太小，看不清，每边至少要 50 个像素"),
}


_CHOOSE = _l("请从列出的选项里选")
_OWN_WORDS = {
    "Not a valid choice.": _CHOOSE,
    "Invalid Choice: could not coerce.": _CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _CHOOSE,
    "'%(value)s' is not a valid choice for this field.": _CHOOSE,
    "'%(value)s' are not valid choices for this field.": _CHOOSE,
    "Invalid value, must be one of: %(values)s.": _CHOOSE,
    "This field is required.": _l("这一项没有填写"),
}


class CheckboxesField(SelectMultipleField):
    """Several of a few, each with its own box; without scripts too."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class _Said:
    """What WTForms says of itself, in the reader's language; where nothing is said, its own."""

    def gettext(self, said: str) -> str:
        return str(_OWN_WORDS.get(said, said))

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self.gettext(one if n == 1 else many)


class Form(FlaskForm):
    """The base of every form; it carries the CSRF token."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc, name-defined]
        def get_translations(self, form: "Form") -> _Said:
            return _Said()

        def wrap_formdata(self, form: "Form", formdata: Any) -> Any:
            """Files come to the fields that ask for one; in any other they are nothing typed."""
            sent = super().wrap_formdata(form, formdata)
            if not isinstance(sent, CombinedMultiDict):
                return sent
            asked = {field.name for field in form if isinstance(field, FileField)}
            files = [(name, file) for name, file in request.files.items() if name in asked]
            return CombinedMultiDict([MultiDict(files), request.form])

    def fail(self, field: str, message: Any) -> None:
        """Puts a refusal that the action found at its field."""
        target: Field = self[field]
        target.errors = [*target.errors, message]

    @property
    def failures(self) -> list[tuple[Field, Any]]:
        """(field, first message) in the order of the form, for the error summary."""
        return [(field, field.errors[0]) for field in self if field.errors]


class LineField(StringField):
    """One line of text: NFC, no invisible characters, white space folded."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = text.clean_line(valuelist[0]) if valuelist else ""


class TextField(TextAreaField):
    """Several lines of text, cleaned; line breaks stay."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = text.clean(valuelist[0]) if valuelist else ""


class PhoneField(StringField):
    """A telephone number; the data are its digits."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = text.phone_key(valuelist[0]) if valuelist else ""


class YuanField(StringField):
    """An amount typed in yuan; the data are fen, what was typed stays for the next try."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        self.typed = valuelist[0].strip() if valuelist else ""
        if not self.typed:
            return
        try:
            self.data = money.parse_yuan(text.match_key(self.typed))
        except money.TooMuch:
            raise ValidationError(_l("金额太大了，最多 1000 亿元")) from None
        except ValueError:
            raise ValidationError(
                _l("请填写金额，例如 12000、12000.50 或 1.2万：只写一个数，不写“约”，最多到分")
            ) from None

    def _value(self) -> str:
        if getattr(self, "typed", ""):
            return str(self.typed)
        return money.decimal_yuan(self.data) if self.data is not None else ""


class WholeNumberField(IntegerField):
    """A whole number in plain digits, full-width ones too."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        digits = text.match_key(valuelist[0]) if valuelist else ""
        if not digits:
            return
        if not (digits.isascii() and digits.removeprefix("-").isdigit() and len(digits) < 16):
            raise ValidationError(_l("请填写整数"))
        self.data = int(digits)


FIRST_YEAR, LAST_YEAR = 1900, 2100


def _plausible(year: int) -> None:
    """ValidationError for a year that is a slip of the pen; none near the calendar's ends, where
    reckoning with days fails.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError(_l("年份要在 1900 到 2100 之间，请核对"))


class DayField(DateField):
    """A date of these times; an empty field is no date, not a wrong one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = date.fromisoformat(valuelist[0].strip())
        except ValueError:
            raise ValidationError(_l("请填写日期，例如 2026-05-01")) from None
        _plausible(self.data.year)


class ShanghaiDateTimeField(DateTimeLocalField):
    """A local date and time of these times; the data are an aware UTC instant."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            typed = datetime.fromisoformat(valuelist[0].strip())
            self.data = typed.replace(tzinfo=clock.SHANGHAI).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValidationError(_l("请填写日期和时间，例如 2026-05-01 09:00")) from None
        _plausible(typed.year)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        value: datetime | None = self.data
        return clock.local(value).strftime("%Y-%m-%dT%H:%M") if value else ""


class PhotoField(FileField):
    """One photo; the data are the bytes of a fresh JPEG (``images.reencode``), ready to keep.

    None where none was chosen. A file cannot be shown again for the next try. Decoding takes a
    moment: make the form with no transaction open, and give its <form> enctype=multipart/form-data.
    """

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        chosen = valuelist[0] if valuelist else None
        if not isinstance(chosen, FileStorage) or not chosen.filename:
            return
        try:
            self.data = images.reencode(chosen.read(images.MOST_BYTES + 1)).body
        except BadPicture as bad:
            raise ValidationError(PHOTO_FAULTS[bad.fault]) from None


class SheetField(FileField):
    """A workbook that somebody hands in, to be read by ``sheets.read`` with no transaction open."""

    def __init__(self, label: Any, checks: list[Any], **options: Any) -> None:
        super().__init__(label, checks, render_kw={"accept": f".xlsx,{sheets.XLSX}"}, **options)

    @property
    def file_name(self) -> str:
        return text.clean_line(self.data.filename)[:200]

    def content(self) -> bytes:
        body: bytes = self.data.read()
        return body


def a_sheet(message: Any) -> Any:
    """A validator: a file must have been chosen; an empty field comes without a name."""

    def check(form: Form, field: Field) -> None:
        if not getattr(field.data, "filename", ""):
            raise ValidationError(message)

    check.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check


def required(message: Any) -> Any:
    """A validator: the field must not be empty; ``message`` says what to fill in.

    Nothing else is asked of an empty field, and its label does not say 选填.
    """

    def check(form: Form, field: Field) -> None:
        if field.process_errors:
            raise StopValidation  # what was typed makes no sense: one message is enough
        if field.data is None or field.data == "" or field.data is False:
            raise StopValidation(message)

    check.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check


def no_identity_number(form: Form, field: Field) -> None:
    """A validator: what everybody reads holds no number of an identity card."""
    if text.has_identity_number(field.data or ""):
        raise ValidationError(_l("请不要写身份证号：这里写的会公开"))


def at_most(length: int) -> Any:
    """A validator: no more than ``length`` characters."""

    def check(form: Form, field: Field) -> None:
        if field.data and len(field.data) > length:
            raise ValidationError(_l("太长了，最多 %(n)s 个字", n=length))

    return check
