"""The form of the roster's desk."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField
from wtforms.validators import ValidationError

from portal.core.forms import Form
from portal.core.text import clean_line

NAME_LENGTH = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def chosen(form: Form, field: FileField) -> None:
    """A validator: a file must have been chosen; an empty field comes without a name."""
    if not getattr(field.data, "filename", ""):
        raise ValidationError(_l("请选择要导入的名册文件"))


chosen.field_flags = {"required": True}  # type: ignore[attr-defined]


class SheetForm(Form):
    sheet = FileField(_l("名册文件"), [chosen], render_kw={"accept": f".xlsx,{XLSX}"})

    @property
    def file_name(self) -> str:
        return clean_line(self.sheet.data.filename)[:NAME_LENGTH]

    def content(self) -> Any:
        return self.sheet.data.read()


class ConfirmForm(Form):
    is_full = BooleanField(_l("这份表写全了这些楼的居民：表里没有的人，记为待核实"))
