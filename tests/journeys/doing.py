"""What is done on a page of the walk before it is looked at: a form filled in, a button pressed."""

from collections.abc import Callable

from playwright.sync_api import Page, Response, expect

from portal.core.sheets import XLSX
from tests.journeys.demo import RESIDENT, SECURED, Demo
from tests.proposals import sheets as meeting_sheet
from tests.roster.test_sheet import workbook
from tests.world import PASSWORD

Further = Callable[[Page, Demo], Response | None]
"""What is done on a page before it is looked at; the answer, where a form was sent."""


def press(page: Page, name: str) -> Response:
    """Presses a button in the main part, and waits for the page that answers."""
    with page.expect_navigation() as answered:
        page.locator("main").get_by_role("button", name=name).click()
    answer = answered.value
    assert answer is not None
    return answer


def pressing(name: str) -> Further:
    return lambda page, _demo: press(page, name)


def pressing_inside(summary: str, name: str) -> Further:
    """Opens what is folded away, and presses a button in it."""

    def act(page: Page, _demo: Demo) -> Response:
        page.locator("main summary").get_by_text(summary).click()
        with page.expect_navigation() as answered:
            page.locator("main details[open]").get_by_role("button", name=name).click()
        answer = answered.value
        assert answer is not None
        return answer

    return act


def mark_a_message(page: Page, _demo: Demo) -> Response | None:
    """Done once, and seen again in the next mode as it was left."""
    marks = page.locator("main .message").get_by_role("button", name="标为已读")
    if not marks.count():
        return None
    with page.expect_navigation() as answered:
        marks.first.click()
    return answered.value


def give_an_address(page: Page, _demo: Demo) -> Response:
    page.get_by_label("电子邮箱").fill("xiuying@mail.example")
    page.get_by_label("我同意").check()
    return press(page, "发验证码")


def mistype_the_code(page: Page, demo: Demo) -> Response:
    give_an_address(page, demo)
    return press(page, "验证")


def see_all_data(page: Page, _demo: Demo) -> Response:
    page.get_by_label("现在的密码").fill(PASSWORD)
    return press(page, "看全部，可以打印")


def ticking(count: int | None) -> Further:
    """Ticks so many projects, or all of them, and goes on."""

    def tick(page: Page, _demo: Demo) -> Response:
        for box in page.locator("input[name=choice]").all()[:count]:
            box.check()
        return press(page, "下一步：检查")

    return tick


def open_settings(page: Page, _demo: Demo) -> None:
    page.get_by_text("设置").click()


def open_all(page: Page, _demo: Demo) -> None:
    for part in page.locator("main summary").all():
        part.click()


def one_more_point(page: Page, _demo: Demo) -> None:
    page.get_by_role("button", name="加一点").first.click()
    page.get_by_role("button", name="加一点").last.click()
    expect(page.locator("[data-total-left]")).to_have_text("8")


def giving(*points: str) -> Further:
    """Types so many points beside the first projects, and goes on."""

    def act(page: Page, _demo: Demo) -> Response:
        for field, typed in zip(page.locator("main .pick-give input").all(), points, strict=False):
            field.fill(typed)
        return press(page, "下一步：检查")

    return act


def hand_in_projects(kind: str = "货物") -> Further:
    """A sheet with a project that is on the list and one that is not."""
    header = ("编号", "名称", "说明", "类别", "地点", "造价(元)")
    listed = (
        "N-01",
        "给书香新居的电梯厅装扶手",
        "两侧装木扶手。",
        "工程",
        "书香新居 1 号楼",
        19_200,
    )
    sheet = workbook(项目=[header, listed, ("N-02", "添两张长椅", "", kind, "北门", "3,200.50")])

    def act(page: Page, _demo: Demo) -> Response:
        file = {"name": "项目.xlsx", "mimeType": XLSX, "buffer": sheet}
        page.locator("main input[type=file]").set_input_files(file)
        return press(page, "上传并预览")

    return act


def for_no_time(page: Page, _demo: Demo) -> Response:
    page.get_by_label("开放多少分钟").fill("0")
    return press(page, "开始演练")


def open_desk_menu(page: Page, _demo: Demo) -> None:
    if page.get_by_role("link", name="工作台菜单").is_visible():
        page.get_by_role("link", name="工作台菜单").click()


def type_the_code(page: Page, demo: Demo) -> Response:
    page.get_by_label("纸条上的激活码").fill(demo.things["code"])
    return press(page, "下一步")


def open_account_too_soon(page: Page, demo: Demo) -> Response:
    type_the_code(page, demo)
    return press(page, "开通账号")


def type_the_recovery_code(page: Page, demo: Demo) -> Response:
    page.get_by_label("登录用的手机号，或编号").fill(RESIDENT)
    page.get_by_label("找回码", exact=True).fill(demo.things["recovery_code"])
    return press(page, "下一步")


def renew_too_soon(page: Page, demo: Demo) -> Response:
    type_the_recovery_code(page, demo)
    return press(page, "设好密码，登录")


def hand_out_a_code(page: Page, _demo: Demo) -> Response:
    page.get_by_label("上门见了本人").check()
    page.get_by_label("记一笔").fill("到家里见了本人")
    return press(page, "核对过了，发找回码")


def print_for_one(page: Page, _demo: Demo) -> Response:
    page.locator("input[name=person]").first.check()
    return press(page, "给勾选的人重新打印")


def type_a_wish(page: Page, _demo: Demo) -> Response:
    page.get_by_label("愿望一", exact=True).fill("楼道里多一盏灯")
    return press(page, "下一步：核对")


def hand_in(page: Page, **said: object) -> Response:
    """The meeting's sheet with one row filled in."""
    content = meeting_sheet.filled_in(
        page.request.get("/desk/screening/sheet/screening.xlsx").body(), said
    )
    file = {"name": "result.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)
    return press(page, "上传并预览")


def hand_in_faults(page: Page, _demo: Demo) -> Response:
    return hand_in(page, conclusion="不可行", reason="", mark="T1V99")


def hand_in_results(page: Page, _demo: Demo) -> Response:
    return hand_in(page, conclusion="请修改", reason="请写清楚是哪几号楼。")


def extend_without_a_reason(page: Page, _demo: Demo) -> Response:
    page.get_by_text("故障之后延长一次").click()
    return press(page, "延长投票")


def amend_without_a_reason(page: Page, _demo: Demo) -> Response:
    page.get_by_text("移出名册").first.click()
    return press(page, "移出名册")


def name_nobody(page: Page, _demo: Demo) -> Response:
    page.get_by_text("选一位户代表").first.click()
    return press(page, "记下户代表")


def ask_without_words(page: Page, _demo: Demo) -> Response:
    page.get_by_text("请作者修改").first.click()
    return press(page, "退给作者修改")


def hide_too_late(page: Page, _demo: Demo) -> Response:
    page.get_by_text("隐藏", exact=True).click()
    page.get_by_label("原因").fill("是广告")
    page.evaluate("document.querySelectorAll('[name=version]').forEach(f => f.value = 0)")
    return press(page, "隐藏，并公开原因")


def look_again(page: Page, demo: Demo) -> Response:
    hide_too_late(page, demo)
    return press(page, "再看一遍")


def give_the_password(page: Page, _demo: Demo) -> Response:
    page.get_by_label("手机号，或纸条上的编号").fill(SECURED)
    page.get_by_label("密码").fill(PASSWORD)
    return press(page, "登录")


def give_no_code(page: Page, demo: Demo) -> Response:
    give_the_password(page, demo)
    open_all(page, demo)
    return press(page, "登录")


def renew_codes(page: Page, demo: Demo) -> Response:
    """Each code is taken once: one of paper for each mode."""
    page.get_by_label("现在的密码").fill(PASSWORD)
    page.get_by_label("验证器里的 6 位数字").fill(demo.codes.pop())
    answer = press(page, "换一套备用码")
    demo.codes[:] = [one.inner_text() for one in page.locator("main .code").all()]
    return answer


def grant_from_no_day(page: Page, _demo: Demo) -> Response:
    page.get_by_label("第一天").fill("")
    return press(page, "授予职务")


def write_an_objection(page: Page, _demo: Demo) -> Response:
    page.get_by_label("对哪一点有异议，为什么").fill("滑梯修过两次了，\n又要修，请说明。")
    return press(page, "下一步：检查")


def write_something_alike(page: Page, _demo: Demo) -> None:
    page.get_by_label("议什么，一句话").press_sequentially("楼道换声控灯")
    expect(page.locator("#similar")).to_contain_text("给楼道换声控灯")


def write_a_topic(page: Page, _demo: Demo) -> Response:
    page.get_by_label("议什么，一句话").fill("楼下的棋桌放在哪里")
    page.get_by_label("为什么要议，希望怎样").fill("下棋的想放在树下，\n楼上的怕吵。")
    return press(page, "下一步：检查")


def copy_an_old_template(page: Page, _demo: Demo) -> Response:
    choice = page.get_by_label("哪一种要求")
    choice.evaluate("(e) => e.add(new Option('五分之一以上的户', 'households_fifth'))")
    choice.select_option("households_fifth")
    page.get_by_label("开会议什么，一句话").fill("换一家物业公司")
    page.get_by_label("为什么要开会").fill("照着以前的表格写的，请开一次会。")
    return press(page, "下一步：检查")


def answer_what_was_changed(page: Page, _demo: Demo) -> Response:
    """Another supervisor was faster: the form on this page is of an earlier version."""
    page.evaluate("document.querySelectorAll('[name=version]').forEach((e) => { e.value = 9; })")
    page.get_by_label("不成立：公示的内容没有错").check()
    page.get_by_label("答复（会公开）").fill("已经核对过三家的报价单。")
    return press(page, "公开答复")


def note_nothing(page: Page, _demo: Demo) -> Response:
    page.get_by_text("写一笔进展").click()
    return press(page, "写好，公开")


def note_too_late(page: Page, _demo: Demo) -> Response:
    """The committee wrote something meanwhile: the form on this page is of an earlier version."""
    page.get_by_text("写一笔进展").click()
    page.evaluate("document.querySelectorAll('[name=version]').forEach((e) => { e.value = 99; })")
    page.get_by_label("办到哪一步了（会公开）").fill("读卡器已经订好了。")
    return press(page, "写好，公开")


def no_minutes(page: Page, _demo: Demo) -> Response:
    page.get_by_label("会议记录", exact=True).fill("")
    return press(page, "保存")


def set_no_hour(page: Page, _demo: Demo) -> Response:
    page.get_by_label("每天几点").fill("24")
    return press(page, "保存")


def take_the_phone_away(page: Page, _demo: Demo) -> Response:
    page.get_by_label("服务电话").fill("")
    return press(page, "保存")


def refuse_without_a_ground(page: Page, _demo: Demo) -> Response:
    page.get_by_text("不予列入：写明依据和理由").click()
    return press(page, "不予列入")


def type_something_alike(page: Page, _demo: Demo) -> None:
    """The similar ones come while one types."""
    page.get_by_label("起个名字").press_sequentially("北门加路灯")
    page.locator("#similar a").first.wait_for()


def estimate_too_much(page: Page, _demo: Demo) -> Response:
    page.get_by_label("谁会受益").fill("大家")
    page.get_by_label("大概要多少钱（元）").fill("99999999")
    return press(page, "保存，下一步")


def reach_too_long(page: Page, _demo: Demo) -> Response:
    page.get_by_label("公开的联系办法").fill("在门口" * 50)
    return press(page, "保存")


def seat_too_late(page: Page, _demo: Demo) -> Response:
    page.get_by_label("任职的第一天").fill("2090-01-01")
    return press(page, "记下任职")


def end_on_no_day(page: Page, _demo: Demo) -> Response:
    page.get_by_label("最后一天").fill("")
    return press(page, "结束任职")


def compute_a_calendar(page: Page, _demo: Demo) -> Response:
    page.get_by_label("名称").fill("第七届居委会换届选举")
    page.get_by_label("选举日").fill("2030-05-30")
    page.get_by_label("应选名额").fill("7")
    page.get_by_label("投票地点").fill("社区活动室")
    page.get_by_label("投票从几点开始").fill("08:00")
    page.get_by_label("到几点结束").fill("16:00")
    return press(page, "算日程")


def without_a_title(page: Page, _demo: Demo) -> Response:
    page.get_by_label("题目").fill("")
    return press(page, "下一步：检查")


def miscount(page: Page, _demo: Demo) -> Response:
    for label in ("同意", "反对", "弃权", "废票、空白票"):
        page.get_by_label(label).fill("1")
    return press(page, "记下我点的数")


def recuse_for_no_reason(page: Page, _demo: Demo) -> Response:
    page.get_by_text("记一名成员回避").click()
    return press(page, "记下回避")


def rate_one(page: Page, _demo: Demo) -> Response:
    page.locator(".rate-choice").get_by_text("基本满意").first.click()
    return press(page, "下一步：检查")
