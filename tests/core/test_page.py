"""One template, one block: the whole page for a visit, the block for htmx."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from htmx_flask import Htmx
from jinja2 import DictLoader
from werkzeug.wrappers import Response

from portal.core.page import LONGEST_TARGET, local_target, page, page_number, refused, see_other

TEMPLATE = "<h1>Page</h1>{% block answer %}<p>{{ word }}</p>{% endblock %}"
WHOLE, PART = "<h1>Page</h1><p>yes</p>", "<p>yes</p>"


@pytest.fixture
def bare() -> Flask:
    """A house of three doors."""
    bare = Flask("bare")
    bare.jinja_loader = DictLoader({"t.html": TEMPLATE})  # type: ignore[assignment]
    Htmx(bare)

    @bare.get("/")
    def with_block() -> Response:
        return page("t.html", "answer", word="yes")

    @bare.get("/plain")
    def without_block() -> Response:
        return page("t.html", word="yes")

    @bare.get("/refused")
    def with_mistakes() -> Response:
        return refused("t.html", "answer", word="yes")

    @bare.get("/list")
    def listed() -> str:
        return str(page_number())

    return bare


@pytest.fixture
def visitor(bare: Flask) -> FlaskClient:
    return bare.test_client()


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, WHOLE),
        ({"HX-Request": "true"}, PART),
        ({"HX-Request": "true", "HX-Boosted": "true"}, WHOLE),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, WHOLE),
    ],
)
def test_only_a_swap_gets_the_block(
    visitor: FlaskClient, headers: dict[str, str], expected: str
) -> None:
    answer = visitor.get("/", headers=headers)
    assert (answer.status_code, answer.text) == (200, expected)
    assert answer.vary.as_set() == {"hx-request"}


def test_a_page_without_a_block_is_the_same_for_all(visitor: FlaskClient) -> None:
    answer = visitor.get("/plain", headers={"HX-Request": "true"})
    assert (answer.text, answer.vary.as_set()) == (WHOLE, set())


def test_a_refused_form_is_422(visitor: FlaskClient) -> None:
    answer = visitor.get("/refused", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.text) == (422, PART)


def test_a_good_post_is_answered_303(bare: Flask) -> None:
    with bare.test_request_context():
        answer = see_other("listed", page=2)
    assert (answer.status_code, answer.location) == (303, "/list?page=2")


@pytest.mark.parametrize("wanted", ["/", "/budget/?page=2", "/议事/"])
def test_a_path_of_this_site_may_be_returned_to(wanted: str) -> None:
    assert local_target(wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        None,
        "",
        "budget/",
        "//evil.test",
        "https://evil.test",
        "/\\evil.test",
        "\\/evil.test",
        "javascript:alert(1)",
        "/\t/evil.test",
        "/\n/evil.test",
        " //evil.test",
    ],
)
def test_no_other_site_may_be_returned_to(wanted: str | None) -> None:
    assert local_target(wanted) is None


def test_no_endless_address_may_be_returned_to() -> None:
    longest = "/" + "a" * (LONGEST_TARGET - 1)
    assert (local_target(longest), local_target(longest + "a")) == (longest, None)
    assert LONGEST_TARGET == 2000


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 1),
        ("?page=3", 3),
        ("?page=0", 1),
        ("?page=-2", 1),
        ("?page=x", 1),
        ("?page=٣", 1),
        ("?page=999999", 999_999),
        ("?page=" + "9" * 5000, 1),
    ],
)
def test_nonsense_means_the_first_page(visitor: FlaskClient, query: str, number: int) -> None:
    assert visitor.get(f"/list{query}").text == str(number)
