"""Keeps the English catalogue in step with the words in the code: ``make messages``.

What is no longer said is dropped, what is new waits for a translation with an empty ``msgstr``.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from portal.config import ROOT
from portal.core.i18n import CATALOGUE

KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
FOLDERS = ("portal", "templates")
HEADER = """\
msgid ""
msgstr ""
"Language: en\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""  # without dates and names, so that only words make a difference
STYLE: dict[str, Any] = {
    "width": 100,
    "omit_header": True,
    "no_location": True,
    "sort_output": True,
    "ignore_obsolete": True,
}


def said() -> Catalog:
    """Every message of the code and the templates."""
    catalogue = Catalog()
    for message, context in _messages():
        catalogue.add(message, context=context)
    return catalogue


def _messages() -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, KEYWORDS, directory_filter=_is_ours)
    for _file, _line, message, _comments, context in found:
        yield message, context


def _is_ours(folder: str) -> bool:
    """Only the rooms and their templates, not the venv beside them."""
    parts = Path(folder).relative_to(ROOT).parts
    return bool(parts) and parts[0] in FOLDERS


def translated() -> Catalog:
    """The catalogue as it stands."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def update() -> None:
    catalogue = translated()
    catalogue.update(said(), no_fuzzy_matching=True)
    with CATALOGUE.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, catalogue, **STYLE)


if __name__ == "__main__":
    update()
    waiting = [message.id for message in translated() if message.id and not message.string]
    print(f"{CATALOGUE.relative_to(ROOT)}: {len(waiting)} messages wait for a translation")
