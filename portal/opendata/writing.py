"""Writing the bundle: a table a file, what each column means, and how to check it.

The same rows are the same bytes, whenever they are written: files in one order, every one of them
dated the same, nothing in them of the time of writing.
"""

import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flask_babel import LazyString, force_locale
from flask_babel import gettext as _

from portal.core import csvs
from portal.core.db import db
from portal.core.i18n import LANGUAGES
from portal.opendata import decided, spent
from portal.opendata.tables import Table

Progress = Callable[[int], None]
TABLES: tuple[Table, ...] = (*decided.TABLES, *spent.TABLES)
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def total() -> int:
    """How many rows there are to write."""
    return sum(one.count() for one in TABLES)


def write(target: Path, community: str, licence: str, told: Progress) -> None:
    """The whole bundle into a file that is not there yet; ``told``: how many rows are written."""
    done = 0
    with ZipFile(target, "x", ZIP_DEFLATED) as bundle:
        _put(bundle, "README.md", _readme(community, licence))
        _put(bundle, "datapackage.json", _package(community, licence))
        for table in TABLES:
            done = _table(bundle, table, done, told)


def _put(bundle: ZipFile, name: str, text: str) -> None:
    with bundle.open(_named(name), "w") as file:
        file.write(text.encode())


def _named(name: str) -> ZipInfo:
    info = ZipInfo(name, _LONG_AGO)
    info.compress_type = ZIP_DEFLATED
    info.create_system = 3  # the same on every machine
    info.external_attr = 0o644 << 16
    return info


def _table(bundle: ZipFile, table: Table, done: int, told: Progress) -> int:
    with (
        bundle.open(_named(f"{table.name}.csv"), "w") as raw,
        io.TextIOWrapper(raw, "utf-8", newline="") as file,
    ):
        file.write(csvs.BOM)
        csvs.write(file, [[one.name for one in table.columns]])
        done += csvs.write(file, table.rows())
    db.session.rollback()  # what was read is let go of, before anything is written down
    told(done)
    return done


# ---- What goes with the tables ----


def _in(language: str, text: LazyString) -> str:
    with force_locale(LANGUAGES[language]):
        return str(text)


def _readme(community: str, licence: str) -> str:
    parts = []
    for language in ("zh", "en"):
        with force_locale(LANGUAGES[language]):
            parts.append(_words(community, licence))
    return "\n".join(parts)


def _words(community: str, licence: str) -> str:
    """In the language of the moment."""
    said = [
        _(
            "这里是网站上人人能看的内容，做成了表格。UTF-8 编码，逗号分隔，第一行是列名；"
            "金额的单位是元，时间是世界协调时（UTC）。"
        ),
        _(
            "每一列的意思写在 datapackage.json 里。用编号可以把表连起来："
            "提案 → 清单上的项目 → 决议 → 项目 → 账目。"
        ),
        _(
            "居民的电话、住址、投了谁的票都不在里面；"
            "姓名只有公开页面上写明的任职的人和账目经办的人。"
        ),
        _("文字如果以 = + - @ 开头，前面加了一个单引号，免得电子表格当作公式。"),
        _("同样的数据每次做出来都一样：压缩包的 SHA-256 写在网站的公开数据页上，可以核对。"),
        _("使用许可：%(licence)s", licence=licence),
    ]
    title = "# " + _("%(community)s的公开数据", community=community)
    files = "\n".join(f"- `{one.name}.csv`：{one.about}" for one in TABLES)
    return "\n\n".join([title, *said, files]) + "\n"


def _package(community: str, licence: str) -> str:
    """In the terms of Data Package and Table Schema (frictionlessdata.io)."""
    package = {
        "name": "liren",
        "title": community,
        "licenses": [{"name": licence}],
        "resources": [_resource(one) for one in TABLES],
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _resource(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": f"{table.name}.csv",
        "encoding": "utf-8",
        "title": _in("zh", table.about),
        "description": _in("en", table.about),
        "schema": {"fields": _fields(table), "missingValues": [""]},
    }


def _fields(table: Table) -> Sequence[dict[str, str]]:
    return [
        {
            "name": one.name,
            "type": one.type,
            "title": _in("zh", one.about),
            "description": _in("en", one.about),
        }
        for one in table.columns
    ]
