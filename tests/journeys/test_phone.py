"""Voting by phone: what a resident meets with scripts on, with scripts off, and by keyboard."""

import re

import pytest
from playwright.sync_api import Dialog, Page, expect
from sqlalchemy import func, select

from portal.ballots.models import Envelope, RollRow
from portal.core.access import Role
from portal.core.db import db
from tests.accounts.slips import slip_for
from tests.budget.conftest import RoundInTest, list_project, make_round
from tests.journeys import acts
from tests.journeys.acts import Slip
from tests.journeys.pages import Phones, sign_in
from tests.world import Member, World

QUESTION = "选票还没有投出，确定要离开吗？"
COSTS = {"A": 60_000, "B": 50_000, "C": 40_000}  # yuan, for 100,000


@pytest.fixture
def resident(world: World) -> Member:
    return world.account()


@pytest.fixture
def round_(world: World, resident: Member) -> RoundInTest:
    """Open, with three projects that do not all fit; the resident is on its roll."""
    made = make_round(world)
    for code, yuan in COSTS.items():
        list_project(made, code, yuan * 100)
    return made.open()


@pytest.fixture
def ballot(phone: Page, round_: RoundInTest, resident: Member) -> Page:
    """A phone that shows the resident's own ballot."""
    sign_in(phone, resident.phone)
    phone.goto(round_.address)
    return phone


def chosen_on(page: Page) -> set[str | None]:
    return {box.get_attribute("value") for box in page.locator("[name=choice]:checked").all()}


def have_cast() -> tuple[int, int]:
    """(envelopes in the boxes, marked rows on the rolls)."""
    db.session.rollback()
    envelopes = db.session.scalar(select(func.count()).select_from(Envelope)) or 0
    return envelopes, db.session.scalar(select(func.count(RollRow.marked))) or 0


# ---- How it looks is remembered ----


def looks(page: Page) -> tuple[str | None, ...]:
    """(view, theme, language) of the page in sight."""
    root = page.locator("html")
    return tuple(root.get_attribute(name) for name in ("data-view", "data-theme", "lang"))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_elder_view_is_kept_on_every_page_and_through_the_log_in(
    phones: Phones, resident: Member, scripts: bool
) -> None:
    page = phones.open(scripts=scripts)
    page.goto("/budget/")
    page.get_by_role("button", name="长辈版").click()
    expect(page.get_by_role("button", name="标准版")).to_be_visible()
    assert page.url.endswith("/budget/")
    sign_in(page, resident.phone)
    assert looks(page) == ("elder", "auto", "zh-CN")
    acts.log_out_on(page)
    assert looks(page) == ("elder", "auto", "zh-CN")
    page.get_by_role("button", name="标准版").click()
    expect(page.get_by_role("button", name="长辈版")).to_be_visible()
    assert looks(page) == ("standard", "auto", "zh-CN")


def test_theme_and_language_are_kept_beside_each_other(phone: Page) -> None:
    phone.goto("/login/?next=/me/")
    for button, kept in (("深色", "[data-theme=dark]"), ("English", "[data-theme=dark]:lang(en)")):
        phone.locator("summary.chip").click()
        phone.get_by_role("button", name=button).click()
        expect(phone.locator(f"html{kept}")).to_be_attached()
    assert phone.url.endswith("/login/?next=/me/")
    expect(phone.get_by_role("heading", name="Log in", level=1)).to_be_visible()
    phone.goto("/")
    assert looks(phone) == ("standard", "dark", "en")


# ---- With scripts off ----


def test_without_scripts_one_opens_an_account_signs_in_and_votes(
    plain_phone: Page, world: World
) -> None:
    neighbour = world.person("李建国", 1948)
    slip = slip_for(neighbour)
    made = make_round(world)
    for code, yuan in COSTS.items():
        list_project(made, code, yuan * 100)
    made.open()
    acts.open_account_on(plain_phone, Slip(slip.name, slip.code, slip.number), "13811112222")
    acts.log_out_on(plain_phone)
    sign_in(plain_phone, "13811112222", acts.SENTENCE)
    acts.go_to_ballot_on(plain_phone)
    acts.tick_on(plain_phone, made.ids("A", "C"))
    acts.cast_on(plain_phone)
    assert have_cast() == (1, 1)
    plain_phone.get_by_role("link", name="回到这一轮").click()
    expect(plain_phone.get_by_text("名册上记着您已经投票")).to_be_visible()


def test_without_scripts_the_server_adds_up_and_says_what_is_too_much(
    plain_phone: Page, round_: RoundInTest, resident: Member
) -> None:
    sign_in(plain_phone, resident.phone)
    plain_phone.goto(round_.address)
    acts.tick_on(plain_phone, round_.ids("A"))
    plain_phone.get_by_role("button", name="算一算").click()
    expect(plain_phone.get_by_role("status")).to_have_text(
        re.compile(r"已选 1 项\s+还剩 ¥40,000\s*$"), use_inner_text=True
    )
    acts.tick_on(plain_phone, round_.ids("B"))
    plain_phone.get_by_role("button", name="算一算").click()
    expect(plain_phone.get_by_role("status")).to_have_text(
        re.compile(r"已选 2 项\s+超出 ¥10,000\s+请去掉一些\s*$"), use_inner_text=True
    )
    plain_phone.get_by_role("button", name="下一步：检查").click()
    expect(plain_phone.get_by_role("alert")).to_contain_text("超过了预算")
    assert chosen_on(plain_phone) == set(round_.ids("A", "B"))
    assert have_cast() == (0, 0)


# ---- With scripts on ----


def test_the_running_total_is_live_and_warns_in_words(ballot: Page, round_: RoundInTest) -> None:
    status = ballot.get_by_role("status")
    expect(ballot.get_by_role("button", name="算一算")).to_be_hidden()
    for codes, said in (
        ("", r"已选 0 项\s+还剩 ¥100,000\s*"),
        ("A", r"已选 1 项\s+还剩 ¥40,000\s*"),
        ("AC", r"已选 2 项\s+还剩 ¥0\s*"),
        ("ACB", r"已选 3 项\s+超出 ¥50,000\s+请去掉一些\s*"),
    ):
        acts.tick_on(ballot, round_.ids(*codes))
        expect(status).to_have_text(re.compile(f"^{said}$"), use_inner_text=True)
    ballot.locator(f'input[value="{round_.ids("A")[0]}"]').uncheck()
    expect(status).to_have_text(re.compile(r"^已选 2 项\s+还剩 ¥10,000\s*$"), use_inner_text=True)


def asked_on(page: Page, *answers: bool) -> list[str]:
    """Gathers the questions that the page asks; they are answered so, and then with no."""
    asked: list[str] = []
    yes = iter(answers)

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        if next(yes, False):
            dialog.accept()
        else:
            dialog.dismiss()

    page.on("dialog", answer)
    return asked


def test_leaving_an_uncast_ballot_asks_first(ballot: Page, round_: RoundInTest) -> None:
    asked = asked_on(ballot, False, True)
    acts.tick_on(ballot, round_.ids("A"))
    home = ballot.locator(".brand")
    home.click()
    assert chosen_on(ballot) == set(round_.ids("A"))
    home.click()
    expect(ballot.get_by_role("heading", name="办什么事")).to_be_visible()
    assert asked == [QUESTION] * 2


def test_an_untouched_ballot_is_left_without_a_question(ballot: Page) -> None:
    asked = asked_on(ballot)
    ballot.locator(".brand").click()
    expect(ballot.get_by_role("heading", name="办什么事")).to_be_visible()
    assert asked == []


def test_casting_asks_nothing_and_a_double_click_casts_once(
    ballot: Page, round_: RoundInTest
) -> None:
    asked = asked_on(ballot)
    acts.tick_on(ballot, round_.ids("C"))
    ballot.get_by_role("button", name="下一步：检查").click()
    button = ballot.get_by_role("button", name="投出这张票")
    expect(button).to_be_visible()
    sent: list[str] = []
    ballot.on("request", lambda request: sent.append(request.method))
    button.dblclick()
    expect(ballot.get_by_role("heading", name="您的票已经投出")).to_be_visible()
    assert sent.count("POST") == 1
    assert (asked, have_cast()) == ([], (1, 1))


def test_going_back_to_mend_keeps_the_choices_and_is_no_leaving(
    ballot: Page, round_: RoundInTest
) -> None:
    asked = asked_on(ballot)
    acts.tick_on(ballot, round_.ids("A", "C"))
    ballot.get_by_role("button", name="下一步：检查").click()
    ballot.get_by_role("button", name="回去修改").click()
    expect(ballot.get_by_role("heading", name="选票", exact=True)).to_be_visible()
    assert (asked, chosen_on(ballot)) == ([], set(round_.ids("A", "C")))
    ballot.locator(".brand").click()
    assert (asked, chosen_on(ballot)) == ([QUESTION], set(round_.ids("A", "C")))


def test_back_after_logging_out_shows_nothing_personal(
    phone: Page, world: World, round_: RoundInTest
) -> None:
    member = world.account(world.person("欧阳青松", 1950), Role.COMMITTEE_MEMBER)
    sign_in(phone, member.phone)
    expect(phone.get_by_role("heading", name="欧阳青松")).to_be_visible()
    phone.goto("/desk/")
    phone.goto("/me/")
    acts.log_out_on(phone)
    for _page in range(3):
        phone.go_back()
        assert "欧阳青松" not in phone.content()
        assert "退出登录" not in phone.content()


# ---- By keyboard alone ----


def tab_to(page: Page, wanted: str) -> None:
    """Presses Tab until the element is in focus, and can see that it is."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            outline = page.evaluate(
                "[document.activeElement, document.activeElement.nextElementSibling]"
                ".filter(Boolean).map(e => getComputedStyle(e).outlineStyle)"
            )
            assert "solid" in outline, f"{wanted} shows no focus"
            return
    pytest.fail(f"Tab never reaches {wanted}")


def test_a_ballot_is_filled_in_and_cast_by_keyboard_alone(
    phones: Phones, round_: RoundInTest, resident: Member
) -> None:
    page = phones.open(wide=True)
    page.goto(f"/login/?next={round_.address}")
    tab_to(page, "main input[name=phone]")
    page.keyboard.type(resident.phone)
    tab_to(page, "main input[name=password]")
    page.keyboard.type("demo-liren")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="选票", exact=True)).to_be_visible()
    for choice in sorted(
        round_.ids("A", "C"), key=lambda one: page.content().index(f'"choice-{one}"')
    ):
        tab_to(page, f"#choice-{choice}")
        page.keyboard.press("Space")
    tab_to(page, "#ballot .total .button.primary")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="检查您的选票")).to_be_visible()
    tab_to(page, "main form .button.primary")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="您的票已经投出")).to_be_visible()
    assert have_cast() == (1, 1)


def test_the_first_tab_leads_past_the_head_to_the_text(phone: Page) -> None:
    phone.goto("/budget/")
    tab_to(phone, "a.skip")
    phone.keyboard.press("Enter")
    assert phone.evaluate("document.activeElement.id") == "main"
