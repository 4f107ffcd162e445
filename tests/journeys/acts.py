"""What people do and how they do it: read a slip, open an account, vote; on a phone or by HTTP."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.journeys.visitor import Answer, Visitor

SENTENCE = "竹子 每年 长新笋"  # everybody's password here


@dataclass(frozen=True)
class Slip:
    """A tear-off slip as it lies in somebody's hand."""

    name: str
    code: str
    number: str


def slips_on(sheet: Answer) -> list[Slip]:
    """The slips of a printed sheet, read off the paper."""
    slips = sheet.text.split('<section class="slip">')[1:]
    return [
        Slip(_read("slip-name", slip), _read("slip-code", slip), _read("slip-number", slip))
        for slip in slips
    ]


def _read(kind: str, markup: str) -> str:
    found = re.search(rf'class="{kind}">(?:<code>)?([^<]+)<', markup)
    assert found, f"no {kind} on the slip"
    return html.unescape(found[1])


# ---- Over HTTP ----


def open_account(visitor: Visitor, slip: Slip, phone: str = "") -> None:
    """Scans the code, fills in both steps, and is told so."""
    first = visitor.get(f"/activate/?code={slip.code}")
    second = visitor.send(first.form("/activate/"), code=slip.code)
    filled = {"phone": phone, "password": SENTENCE, "again": SENTENCE, "consent": "y"}
    told = visitor.send(second.form("/activate/account/"), **filled)
    assert "账号开通了" in told.text, (told.status, told.path)


def sign_in(visitor: Visitor, identity: str, going_to: str) -> Answer:
    """The page that one wanted, after the log-in that stood before it."""
    login = visitor.get(going_to)
    assert login.path.startswith("/login/"), login.path
    return visitor.send(login.form("/login/"), phone=identity, password=SENTENCE)


def vote(visitor: Visitor, ballot: Answer, choices: list[str]) -> str:
    """Fills in the ballot, checks it, casts it; the receipt that was shown."""
    review = visitor.send(ballot.form("/vote/"), **({"choice": choices} if choices else {}))
    assert review.status == 200, (review.status, review.path)
    receipt = re.search(r'class="receipt-code">([^<]+)<', review.text)
    assert receipt
    done = visitor.send(review.form("/cast/"))
    assert "您的票已经投出" in done.text, (done.status, done.path)
    return receipt[1]


# ---- On a phone ----


def open_account_on(page: Page, slip: Slip, phone: str) -> None:
    """From the scanned code to the own page."""
    page.goto(f"/activate/?code={slip.code}")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("手机号").fill(phone)
    page.get_by_label("自己定一个密码").fill(SENTENCE)
    page.get_by_label("把密码再填一遍").fill(SENTENCE)
    page.get_by_label("我看过并同意上面的说明").check()
    page.get_by_role("button", name="开通账号").click()
    expect(page.get_by_role("heading", name="账号开通了")).to_be_visible()
    page.get_by_role("link", name="去我的主页").click()


def log_out_on(page: Page) -> None:
    page.get_by_role("main").get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("main").get_by_role("link", name="登录")).to_be_visible()


def go_to_ballot_on(page: Page) -> None:
    """From the home page, as the buttons lead."""
    page.get_by_role("link", name="首页").click()
    page.get_by_role("link", name="看项目，去投票").click()
    page.get_by_role("link", name="去投票").click()
    expect(page.get_by_role("heading", name="选票", exact=True)).to_be_visible()


def tick_on(page: Page, choices: Iterable[str]) -> None:
    for choice in choices:
        page.locator(f'input[name="choice"][value="{choice}"]').check()


def cast_on(page: Page) -> str:
    """From the filled-in ballot to the confirmation; the receipt that was shown."""
    page.get_by_role("button", name="下一步：检查").click()
    expect(page.get_by_role("heading", name="检查您的选票")).to_be_visible()
    receipt = page.locator(".receipt-code").inner_text()
    page.get_by_role("button", name="投出这张票").click()
    expect(page.get_by_role("heading", name="您的票已经投出")).to_be_visible()
    return receipt
