"""Everything the house says in Chinese stands in English too: ``make messages`` keeps the list."""

import re
from collections import Counter

import jinja2
import pytest
from babel.messages.catalog import Catalog, Message
from jinja2 import nodes

from portal.config import ROOT
from portal.core.i18n import CATALOGUE
from tools import messages

HAN = re.compile(r"[\u3400-\u9fff]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")

Key = tuple[str | None, object]


def by_key(catalogue: Catalog) -> dict[Key, Message]:
    return {(message.context, message.id): message for message in catalogue if message.id}


@pytest.fixture(scope="module")
def said() -> dict[Key, Message]:
    return by_key(messages.said())


@pytest.fixture(scope="module")
def translated() -> dict[Key, Message]:
    return by_key(messages.translated())


def forms(words: object) -> list[str]:
    """Singular and plural alike."""
    return [str(form) for form in (words if isinstance(words, list | tuple) else [words])]


def placeholders(words: object) -> list[Counter[str]]:
    return [Counter(PLACEHOLDER.findall(form)) for form in forms(words)]


def test_the_list_is_what_the_code_says(
    said: dict[Key, Message], translated: dict[Key, Message]
) -> None:
    assert said
    missing, left_over = said.keys() - translated.keys(), translated.keys() - said.keys()
    assert (missing, left_over) == (set(), set()), "run: make messages"


def test_every_message_is_translated(translated: dict[Key, Message]) -> None:
    waiting = [key for key, message in translated.items() if not all(forms(message.string))]
    assert waiting == []


def test_no_translation_is_a_guess(translated: dict[Key, Message]) -> None:
    assert [key for key, message in translated.items() if message.fuzzy] == []
    assert re.findall(r"^#~ .*", CATALOGUE.read_text(), re.M) == []


def test_translations_fill_in_the_same_things(translated: dict[Key, Message]) -> None:
    different = [
        key
        for key, message in translated.items()
        for form in placeholders(message.string)
        if form != placeholders(message.id)[-1]
    ]
    assert different == []


def test_translations_are_english(translated: dict[Key, Message]) -> None:
    chinese = [key for key, m in translated.items() if HAN.search("".join(forms(m.string)))]
    assert chinese == []


def test_templates_say_nothing_outside_the_list() -> None:
    """Chinese between the tags that nobody marked would stay Chinese for everyone."""
    environment = jinja2.Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    found = {}
    for path in sorted((ROOT / "templates").rglob("*.html")):
        tree = environment.parse(path.read_text())
        loose = [data.data.strip() for data in tree.find_all(nodes.TemplateData)]
        if bare := [text for text in loose if HAN.search(_without_foreign(text))]:
            found[str(path.relative_to(ROOT))] = bare
    assert found == {}


def _without_foreign(text: str) -> str:
    """A language names itself in its own words: 中文 / English."""
    return text.replace("中文", "")
