"""The stops of the walk through all pages: who opens which address, and what they do there."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, Response, expect

from portal.core.sheets import XLSX
from tests.journeys.demo import (
    ADMINISTRATOR,
    COMMITTEE,
    DIRECTOR,
    HOUSEMATE,
    RESIDENT,
    SECURED,
    SUPERVISOR,
    Demo,
)
from tests.proposals import test_screening_sheet as meeting_sheet
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
    page.get_by_label("投票时间").fill("8:00—16:00")
    return press(page, "算日程")


@dataclass(frozen=True)
class Stop:
    """A page, who looks at it, its address, and what is done there before it is looked at."""

    name: str
    who: str | None
    path: str
    further: Further | None = None
    status: int = 200

    def __str__(self) -> str:
        return self.name


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


MOTIONS = [
    Stop("motion-decided", None, "/motions/{motion_decided}/"),
    Stop("motion-secret", None, "/motions/{motion_open}/"),
    Stop("motion-waiting", RESIDENT, "/motions/{motion_waiting}/", open_all),
    Stop("motion-gathering", RESIDENT, "/motions/{motion_gathering}/"),
    Stop("motion-draft", RESIDENT, "/motions/{motion_draft}/", open_all),
    Stop("motion-new", RESIDENT, "/motions/new/?item={meeting_item}"),
    Stop("motion-refused", RESIDENT, "/motions/new/?item={meeting_item}", without_a_title, 422),
    Stop("motion-amend", RESIDENT, "/motions/new/?amends={motion_waiting}"),
    Stop("motion-edit", RESIDENT, "/motions/{motion_draft}/edit/"),
    Stop("motion-recuse", RESIDENT, "/motions/{motion_waiting}/recuse/"),
    Stop("motion-vote", RESIDENT, "/motions/{motion_open}/vote/"),
    Stop("motion-review", RESIDENT, "/motions/{motion_open}/vote/", pressing("同意")),
    Stop("motion-cannot-vote", RESIDENT, "/motions/{motion_waiting}/vote/"),
    Stop("motion-voted", HOUSEMATE, "/motions/{motion_open}/vote/done/"),
    Stop("motion-paper", HOUSEMATE, "/motions/{motion_paper}/count/"),
    Stop("motion-miscounted", HOUSEMATE, "/motions/{motion_paper}/count/", miscount, 422),
    Stop("motion-lead", COMMITTEE, "/motions/{motion_waiting}/lead/", open_all),
    Stop("motion-lead-gathering", COMMITTEE, "/motions/{motion_gathering}/lead/"),
    Stop("motion-lead-open", COMMITTEE, "/motions/{motion_open}/lead/"),
    Stop("motion-lead-paper", COMMITTEE, "/motions/{motion_paper}/lead/"),
    Stop(
        "motion-not-open", COMMITTEE, "/motions/{motion_waiting}/lead/", pressing("开始表决"), 422
    ),
    Stop(
        "motion-not-recused",
        COMMITTEE,
        "/motions/{motion_amendment}/lead/",
        recuse_for_no_reason,
        422,
    ),
    Stop("motion-close", COMMITTEE, "/motions/{motion_open}/close/"),
    Stop("screen-vote", None, "/meetings/{meeting_voting}/screen/"),
    Stop("screen-lead", COMMITTEE, "/meetings/{meeting_calm}/screen/lead/"),
    Stop("screen-agenda", None, "/meetings/{meeting_calm}/screen/"),
]

PUBLIC = [
    Stop("home", None, "/"),
    Stop("settings", None, "/", open_settings),
    Stop("erased", None, "/me/data/erased/"),
    Stop("meetings", None, "/meetings/"),
    Stop("meeting", None, "/meetings/{meeting_coming}/", open_all),
    Stop("rounds", None, "/budget/"),
    Stop("discuss", None, "/discuss/"),
    Stop("round-open", None, "/budget/2/"),
    Stop("round-finished", None, "/budget/1/", open_all),
    Stop("round-collecting", None, "/budget/3/"),
    Stop("round-of-households", None, "/budget/4/", open_all),
    Stop("proposals", None, "/proposals/", open_all),
    Stop("proposals-none-found", None, "/proposals/?q=没有这样的提案&state=collecting"),
    Stop("topics", None, "/topics/"),
    Stop("topics-none-found", None, "/topics/?q=没有这样的议题"),
    Stop("topic-collecting", None, "/topics/9/"),
    Stop("topic-overdue", None, "/topics/7/"),
    Stop("topic-declined", None, "/topics/10/"),
    Stop("topic-merged", None, "/topics/11/"),
    Stop("topic-withdrawn", None, "/topics/12/"),
    Stop("topic-delegations", None, "/topics/delegations/"),
    Stop("demands", None, "/topics/demands/"),
    Stop("demand", None, "/topics/demands/1/"),
    Stop("consultations", None, "/topics/consultations/"),
    Stop("consultation-posted", None, "/topics/consultations/1/"),
    Stop("consultation-reported", None, "/topics/consultations/2/"),
    Stop("proposal-collecting", None, "/proposals/{lamp}/"),
    Stop("proposal-refused", None, "/proposals/{refused}/"),
    Stop("proposal-merged", None, "/proposals/{merged}/"),
    Stop("proposal-feasible", None, "/proposals/{feasible}/"),
    Stop("proposal-wishes", None, "/proposals/wishes/3/"),
    Stop("proposal-history", None, "/proposals/{lamp}/history/"),
    Stop("project", None, "/budget/2/projects/{project}/"),
    Stop("project-with-its-fate", None, "/budget/1/projects/{winner}/"),
    Stop("result", None, "/budget/1/result/", open_all),
    Stop("result-open-to-objections", None, "/budget/{small}/result/"),
    Stop("result-of-points", None, "/budget/{points_posted}/result/", open_all),
    Stop("round-of-points", None, "/budget/{points}/", open_all),
    Stop("objections", None, "/notices/{posting}/objections/"),
    Stop("objections-after-the-period", None, "/notices/{old_posting}/objections/"),
    Stop("resolutions", None, "/resolutions/"),
    Stop("resolutions-none", None, "/resolutions/?q=nothing"),
    Stop("resolution", None, "/resolutions/{resolution}/"),
    Stop("resolution-of-a-body", None, "/resolutions/{decided}/"),
    Stop("resolutions-narrowed", None, "/resolutions/?state=posted", open_all),
    Stop("followups", None, "/follow-ups/"),
    Stop("followups-none", None, "/follow-ups/?state=ended"),
    Stop("followup", None, "/follow-ups/{late}/"),
    Stop("minutes", None, "/meetings/{joint_held}/minutes/"),
    Stop("meeting-that-carries", None, "/meetings/{joint_next}/"),
    Stop("elections", None, "/elections/"),
    Stop("election", None, "/elections/2/"),
    Stop("election-certified", None, "/elections/1/"),
    Stop("election-notice", None, "/elections/1/notices/5/"),
    Stop("election-roll", None, "/elections/2/roll/", open_all),
    Stop("record", None, "/audit/"),
    Stop("moderation", None, "/moderation/"),
    Stop("privacy", None, "/privacy/"),
    Stop("login", None, "/login/"),
    Stop("login-refused", None, "/login/", pressing("登录"), 422),
    Stop("login-second-step", None, "/login/", give_the_password),
    Stop("login-second-step-refused", None, "/login/", give_no_code, 422),
    Stop("activate", None, "/activate/"),
    Stop("activate-refused", None, "/activate/", pressing("下一步"), 422),
    Stop("activate-account", None, "/activate/", type_the_code),
    Stop("activate-account-refused", None, "/activate/", open_account_too_soon, 422),
    Stop("recover", None, "/recover/"),
    Stop("recover-refused", None, "/recover/", pressing("下一步"), 422),
    Stop("recover-password", None, "/recover/", type_the_recovery_code),
    Stop("recover-password-refused", None, "/recover/", renew_too_soon, 422),
    Stop("unsubscribe", None, "/mail/unsubscribe/{end_of_mail}/"),
    Stop("not-found", None, "/nowhere/", status=404),
]
BODIES = [
    Stop("bodies", None, "/bodies/"),
    Stop("body", None, "/bodies/{assembly}/"),
    Stop("body-of-everyone", None, "/bodies/{everyone}/"),
    Stop("body-with-a-vacant-seat", None, "/bodies/{joint}/"),
]
PUBLIC += BODIES
RESIDENTS = [
    *MOTIONS,
    Stop("discuss-of-a-member", SECURED, "/discuss/"),
    Stop("topic-to-support", RESIDENT, "/topics/9/"),
    Stop("topics-mine", RESIDENT, "/topics/mine/"),
    Stop("topic-new", RESIDENT, "/topics/new/", write_something_alike),
    Stop("topic-new-refused", RESIDENT, "/topics/new/", pressing("下一步：检查"), 422),
    Stop("topic-check", RESIDENT, "/topics/new/", write_a_topic),
    Stop("topic-sent", RESIDENT, "/topics/15/sent/"),
    Stop("topic-asked", RESIDENT, "/topics/16/"),
    Stop("topic-mend", RESIDENT, "/topics/16/edit/"),
    Stop("topic-withdraw", RESIDENT, "/topics/15/withdraw/"),
    Stop("demand-to-sign", RESIDENT, "/topics/demands/1/", open_all),
    Stop("demand-new", RESIDENT, "/topics/demands/new/"),
    Stop("demand-old-template", RESIDENT, "/topics/demands/new/", copy_an_old_template, 422),
    Stop("demand-asked", HOUSEMATE, "/topics/demands/2/", open_all),
    Stop("demand-mend", HOUSEMATE, "/topics/demands/2/edit/"),
    Stop("proposal-to-endorse", RESIDENT, "/proposals/{lamp}/"),
    Stop("proposal-own", RESIDENT, "/proposals/{submitted}/"),
    Stop("proposals-mine", RESIDENT, "/proposals/mine/"),
    Stop("proposal-new", RESIDENT, "/proposals/new/", type_something_alike),
    Stop("proposal-new-refused", RESIDENT, "/proposals/new/", pressing("保存，下一步"), 422),
    Stop("proposal-edit", RESIDENT, "/proposals/{draft_proposal}/edit/"),
    Stop("proposal-details", RESIDENT, "/proposals/{draft_proposal}/details/", open_all),
    Stop(
        "proposal-details-refused",
        RESIDENT,
        "/proposals/{draft_proposal}/details/",
        estimate_too_much,
        422,
    ),
    Stop("proposal-check", RESIDENT, "/proposals/{draft_proposal}/check/"),
    Stop("proposal-sent", RESIDENT, "/proposals/{submitted}/sent/"),
    Stop("proposal-authors", RESIDENT, "/proposals/{submitted}/authors/"),
    Stop("proposal-withdraw", RESIDENT, "/proposals/{submitted}/withdraw/"),
    Stop("proposal-ask", RESIDENT, "/proposals/{lamp}/ask/"),
    Stop("proposal-ask-refused", RESIDENT, "/proposals/{lamp}/ask/", pressing("发出"), 422),
    Stop("proposal-point", RESIDENT, "/proposals/{lamp}/points/for/"),
    Stop("proposal-answer", COMMITTEE, "/proposals/{lamp}/questions/{question}/answer/"),
    Stop("followups-mine", RESIDENT, "/follow-ups/mine/"),
    Stop("followup-own", RESIDENT, "/follow-ups/{late}/report/", open_all),
    Stop("followup-own-refused", RESIDENT, "/follow-ups/{late}/report/", note_nothing, 422),
    Stop("followup-overtaken", RESIDENT, "/follow-ups/{late}/report/", note_too_late, 409),
    Stop("election-of-a-resident", RESIDENT, "/elections/2/"),
    Stop("election-roll-searched", RESIDENT, "/elections/2/roll/?q=王"),
    Stop("election-objection", RESIDENT, "/elections/2/roll/object/?about=1"),
    Stop(
        "election-objection-refused",
        RESIDENT,
        "/elections/2/roll/object/",
        pressing("提交申诉"),
        422,
    ),
    Stop("nominating", RESIDENT, "/elections/2/nominate/"),
    Stop("nominating-refused", RESIDENT, "/elections/2/nominate/", pressing("提名"), 422),
    Stop("nomination", RESIDENT, "/elections/2/nominations/{nomination}/"),
    Stop("home-of-a-resident", RESIDENT, "/"),
    Stop("settings-of-a-resident", RESIDENT, "/", open_settings),
    Stop("me", RESIDENT, "/me/"),
    Stop("inbox", RESIDENT, "/me/inbox/"),
    Stop("inbox-second-page", RESIDENT, "/me/inbox/?page=2"),
    Stop("inbox-unread", RESIDENT, "/me/inbox/?show=unread"),
    Stop("inbox-message-marked", HOUSEMATE, "/me/inbox/", mark_a_message),
    Stop("inbox-nothing-unread", HOUSEMATE, "/me/inbox/?show=unread"),
    Stop("mail-settings-without-address", RESIDENT, "/me/inbox/settings/"),
    Stop("mail-settings", HOUSEMATE, "/me/inbox/settings/"),
    Stop("mail-address", RESIDENT, "/me/inbox/settings/address/"),
    Stop(
        "mail-address-refused",
        RESIDENT,
        "/me/inbox/settings/address/",
        pressing("发验证码"),
        422,
    ),
    Stop("mail-code", RESIDENT, "/me/inbox/settings/address/", give_an_address),
    Stop("mail-code-refused", RESIDENT, "/me/inbox/settings/address/", mistype_the_code, 422),
    Stop("own-entry", RESIDENT, "/me/roster/"),
    Stop("own-entry-refused", RESIDENT, "/me/roster/", pressing("请求更正"), 422),
    Stop("own-entry-waiting", HOUSEMATE, "/me/roster/"),
    Stop("own-data", RESIDENT, "/me/data/"),
    Stop("own-data-refused", RESIDENT, "/me/data/", pressing("看全部，可以打印"), 422),
    Stop("own-data-all", RESIDENT, "/me/data/", see_all_data),
    Stop("erasing", RESIDENT, "/me/data/erase/"),
    Stop("erasing-refused", RESIDENT, "/me/data/erase/", pressing("注销账号，马上删除"), 422),
    Stop("activated", RESIDENT, "/activate/done/"),
    Stop("second-step", RESIDENT, "/me/second/"),
    Stop("second-step-to-turn-on", RESIDENT, "/me/second/on/"),
    Stop(
        "second-step-not-turned-on",
        RESIDENT,
        "/me/second/on/",
        pressing("打开登录验证码"),
        422,
    ),
    Stop("second-step-is-on", SECURED, "/me/second/"),
    Stop("second-step-codes", SECURED, "/me/second/codes/"),
    Stop("second-step-fresh-codes", SECURED, "/me/second/codes/", renew_codes),
    Stop("second-step-off", SECURED, "/me/second/off/"),
    Stop("second-step-not-off", SECURED, "/me/second/off/", pressing("关掉登录验证码"), 422),
    Stop("devices", HOUSEMATE, "/me/devices/", open_all),
    Stop("password", RESIDENT, "/me/password/"),
    Stop("password-refused", RESIDENT, "/me/password/", pressing("改密码"), 422),
    Stop("round-to-vote-in", RESIDENT, "/budget/2/", open_all),
    Stop("round-not-voted-in", RESIDENT, "/budget/1/"),
    Stop("ballot", RESIDENT, "/budget/2/vote/"),
    Stop("ballot-over-budget", RESIDENT, "/budget/2/vote/", ticking(None), 422),
    Stop("review", RESIDENT, "/budget/2/vote/", ticking(2)),
    Stop("review-of-a-blank-ballot", RESIDENT, "/budget/2/vote/", ticking(0)),
    Stop("ballot-of-points", RESIDENT, "/budget/{points}/vote/", one_more_point),
    Stop("ballot-of-points-over", RESIDENT, "/budget/{points}/vote/", giving("9", "3"), 422),
    Stop("ballot-of-points-wrong", RESIDENT, "/budget/{points}/vote/", giving("2.5"), 422),
    Stop("review-of-points", RESIDENT, "/budget/{points}/vote/", giving("6", "3")),
    Stop("ballot-of-a-household", RESIDENT, "/budget/4/vote/"),
    Stop("ballot-of-the-second-member", HOUSEMATE, "/budget/4/vote/"),
    Stop("ballot-of-another-grid", COMMITTEE, "/budget/4/vote/"),
    Stop("bodies-and-the-own-representatives", RESIDENT, "/bodies/"),
    Stop("body-with-the-own-seat", SECURED, "/bodies/{council}/"),
    Stop("own-reach", SECURED, "/bodies/members/{own_seat}/reach/"),
    Stop("own-reach-refused", SECURED, "/bodies/members/{own_seat}/reach/", reach_too_long, 422),
    Stop("done", HOUSEMATE, "/budget/2/vote/done/"),
    Stop("home-after-voting", HOUSEMATE, "/"),
    Stop("ballot-after-voting", HOUSEMATE, "/budget/2/vote/"),
    Stop("objections-with-the-own", RESIDENT, "/notices/{posting}/objections/", open_all),
    Stop("objection-sent", RESIDENT, "/notices/{posting}/object/done/"),
    Stop("objection-already-open", RESIDENT, "/notices/{posting}/object/"),
    Stop("objection-too-late", HOUSEMATE, "/notices/{old_posting}/object/"),
    Stop("objection-form", HOUSEMATE, "/notices/{posting}/object/"),
    Stop(
        "objection-refused", HOUSEMATE, "/notices/{posting}/object/", pressing("下一步：检查"), 422
    ),
    Stop("objection-review", HOUSEMATE, "/notices/{posting}/object/", write_an_objection),
    Stop("forbidden", RESIDENT, "/desk/", status=403),
    Stop("meeting-of-a-member", RESIDENT, "/meetings/{meeting_coming}/", open_all),
    Stop(
        "meeting-not-excused",
        RESIDENT,
        "/meetings/{meeting_coming}/",
        pressing_inside("来不了，请假", "请假"),
        422,
    ),
    Stop("meeting-led-by-its-chair", RESIDENT, "/meetings/{meeting_open}/", open_all),
    Stop("meeting-paper", RESIDENT, "/meetings/{meeting_coming}/papers/{paper_coming}/"),
    Stop("meeting-sign-in", HOUSEMATE, "/meetings/{meeting_open}/sign-in/"),
    Stop(
        "meeting-sign-in-refused",
        HOUSEMATE,
        "/meetings/{meeting_open}/sign-in/",
        pressing("我到了"),
        422,
    ),
    Stop("meeting-signed-in", RESIDENT, "/meetings/{meeting_open}/sign-in/done/"),
    Stop("meeting-leave", RESIDENT, "/meetings/{meeting_open}/leave/"),
]
DESK = [
    Stop("desk", COMMITTEE, "/desk/"),
    Stop("desk-menu", COMMITTEE, "/desk/", open_desk_menu),
    Stop("desk-rounds", COMMITTEE, "/desk/rounds/"),
    Stop("desk-round-finished", DIRECTOR, "/desk/rounds/1/"),
    Stop("desk-round-open", COMMITTEE, "/desk/rounds/2/"),
    Stop("desk-round-to-extend", SUPERVISOR, "/desk/rounds/2/", open_all),
    Stop("desk-round-not-extended", SUPERVISOR, "/desk/rounds/2/", extend_without_a_reason, 422),
    Stop("desk-round-draft", COMMITTEE, "/desk/rounds/{draft}/"),
    Stop("desk-round-delegates", COMMITTEE, "/desk/rounds/{draft}/delegates/", open_all),
    Stop(
        "desk-round-delegates-refused",
        COMMITTEE,
        "/desk/rounds/{draft}/delegates/",
        name_nobody,
        422,
    ),
    Stop("desk-round-new", COMMITTEE, "/desk/rounds/new/"),
    Stop("desk-round-refused", COMMITTEE, "/desk/rounds/new/", pressing("保存"), 422),
    Stop("desk-round-edit", COMMITTEE, "/desk/rounds/{draft}/edit/"),
    Stop("desk-sheet", COMMITTEE, "/desk/rounds/{draft}/sheet/"),
    Stop(
        "desk-sheet-refused", COMMITTEE, "/desk/rounds/{draft}/sheet/", pressing("上传并预览"), 422
    ),
    Stop("desk-sheet-preview", COMMITTEE, "/desk/rounds/{draft}/sheet/", hand_in_projects()),
    Stop("desk-sheet-faulty", COMMITTEE, "/desk/rounds/{draft}/sheet/", hand_in_projects("基建")),
    Stop("desk-rehearsal", COMMITTEE, "/desk/rounds/{draft}/rehearsal/"),
    Stop("desk-rehearsal-refused", COMMITTEE, "/desk/rounds/{draft}/rehearsal/", for_no_time, 422),
    Stop("desk-rehearsal-running", COMMITTEE, "/desk/rounds/{rehearsed}/rehearsal/"),
    Stop("rehearsal", COMMITTEE, "/budget/{rehearsal}/"),
    Stop("rehearsal-ballot", COMMITTEE, "/budget/{rehearsal}/vote/"),
    Stop("desk-project-new", COMMITTEE, "/desk/rounds/{draft}/projects/new/"),
    Stop("desk-project", COMMITTEE, "/desk/rounds/{draft}/projects/{own_project}/"),
    Stop(
        "desk-project-not-withdrawn",
        COMMITTEE,
        "/desk/rounds/{draft}/projects/{own_project}/",
        pressing("撤下"),
        422,
    ),
    Stop("desk-of-a-supervisor", SUPERVISOR, "/desk/"),
    Stop("desk-round-posted", SUPERVISOR, "/desk/rounds/{small}/", open_all),
    Stop("desk-objections", SUPERVISOR, "/desk/objections/"),
    Stop("desk-objection", SUPERVISOR, "/desk/objections/{waiting_objection}/", open_all),
    Stop("desk-objection-to-settle", SUPERVISOR, "/desk/objections/{upheld_objection}/"),
    Stop(
        "desk-objection-refused",
        SUPERVISOR,
        "/desk/objections/{waiting_objection}/",
        pressing("公开答复"),
        422,
    ),
    Stop(
        "desk-objection-conflict",
        SUPERVISOR,
        "/desk/objections/{waiting_objection}/",
        answer_what_was_changed,
        409,
    ),
    Stop("desk-roll", SUPERVISOR, "/desk/rolls/2/"),
    Stop("desk-roll-found", SUPERVISOR, "/desk/rolls/2/?q=王秀", open_all),
    Stop("desk-roll-refused", SUPERVISOR, "/desk/rolls/2/?q=王秀英", amend_without_a_reason, 422),
    Stop("desk-roll-of-households", SUPERVISOR, "/desk/rolls/3/?q=王志明", open_all),
    Stop("desk-topics", COMMITTEE, "/desk/topics/"),
    Stop("desk-topic", COMMITTEE, "/desk/topics/5/", open_all),
    Stop("desk-delegations", DIRECTOR, "/desk/topics/delegations/"),
    Stop("desk-delegation-refused", DIRECTOR, "/desk/topics/delegations/", pressing("登记"), 422),
    Stop("desk-delegation-end", DIRECTOR, "/desk/topics/delegations/1/end/"),
    Stop("desk-consultations", COMMITTEE, "/desk/consultations/"),
    Stop("desk-consultation-new", COMMITTEE, "/desk/consultations/new/4/"),
    Stop("desk-consultation", COMMITTEE, "/desk/consultations/1/", open_all),
    Stop("desk-screening", COMMITTEE, "/desk/screening/"),
    Stop("desk-screening-sheet", COMMITTEE, "/desk/screening/sheet/"),
    Stop("desk-screening-sheet-refused", COMMITTEE, "/desk/screening/sheet/", hand_in_faults, 422),
    Stop("desk-screening-sheet-preview", COMMITTEE, "/desk/screening/sheet/", hand_in_results),
    Stop("desk-wishes", COMMITTEE, "/desk/wishes/"),
    Stop("desk-wishes-of-a-round", COMMITTEE, "/desk/wishes/3/", open_all),
    Stop("desk-wishes-waiting", COMMITTEE, "/desk/wishes/3/?open=1"),
    Stop("desk-wishes-blank", COMMITTEE, "/desk/wishes/3/blank/"),
    Stop("desk-wishes-find", COMMITTEE, "/desk/wishes/3/new/?q=里仁 101&last={wish_form}"),
    Stop("desk-wishes-none-found", COMMITTEE, "/desk/wishes/3/new/?q=没有这里"),
    Stop("desk-wishes-enter", COMMITTEE, "/desk/wishes/3/new/?household={unheard}"),
    Stop(
        "desk-wishes-enter-refused",
        COMMITTEE,
        "/desk/wishes/3/new/?household={unheard}",
        pressing("下一步：核对"),
        422,
    ),
    Stop("desk-wishes-check", COMMITTEE, "/desk/wishes/3/new/?household={unheard}", type_a_wish),
    Stop("desk-wishes-form", COMMITTEE, "/desk/wishes/forms/{wish_form}/", open_all),
    Stop("desk-wishes-propose", COMMITTEE, "/desk/wishes/wish/{wish}/propose/"),
    Stop("desk-wishes-withdraw", COMMITTEE, "/desk/wishes/forms/{wish_form}/withdraw/"),
    Stop("desk-screening-of-one", COMMITTEE, "/desk/screening/{screening}/", open_all),
    Stop(
        "desk-screening-refused",
        COMMITTEE,
        "/desk/screening/{screening}/",
        refuse_without_a_ground,
        422,
    ),
    Stop("desk-moderation", COMMITTEE, "/desk/moderation/"),
    Stop("desk-moderation-none", COMMITTEE, "/desk/moderation/?page=9"),
    Stop("desk-moderation-post", COMMITTEE, "/desk/moderation/{post}/", open_all),
    Stop("desk-moderation-own", COMMITTEE, "/desk/moderation/{own_post}/"),
    Stop("desk-moderation-hidden", DIRECTOR, "/desk/moderation/{hidden_post}/"),
    Stop("desk-moderation-refused", COMMITTEE, "/desk/moderation/{post}/", ask_without_words, 422),
    Stop("desk-moderation-late", COMMITTEE, "/desk/moderation/{post}/", hide_too_late, 409),
    Stop("desk-demands", SUPERVISOR, "/desk/demands/"),
    Stop("desk-demands-one", SUPERVISOR, "/desk/demands/{unread_demand}/", open_all),
    Stop("desk-moderation-again", COMMITTEE, "/desk/moderation/{post}/", look_again),
    Stop("desk-roster", COMMITTEE, "/desk/roster/"),
    Stop("desk-roster-of-the-administrator", ADMINISTRATOR, "/desk/roster/"),
    Stop("desk-roster-preview", COMMITTEE, "/desk/roster/imports/{waiting}/"),
    Stop("desk-roster-new-people", COMMITTEE, "/desk/roster/imports/{waiting}/new/"),
    Stop("desk-roster-pairs", COMMITTEE, "/desk/roster/imports/{waiting}/pairs/"),
    Stop("desk-roster-imported", COMMITTEE, "/desk/roster/imports/{imported}/"),
    Stop("desk-roster-undo", COMMITTEE, "/desk/roster/imports/{undoable}/undo/"),
    Stop("desk-roster-not-undone", COMMITTEE, "/desk/roster/imports/{blocked}/undo/"),
    Stop("desk-people", COMMITTEE, "/desk/roster/people/"),
    Stop("desk-people-none", COMMITTEE, "/desk/roster/people/?q=nobody"),
    Stop("desk-person", COMMITTEE, "/desk/roster/people/{resident}/"),
    Stop("desk-person-new", COMMITTEE, "/desk/roster/people/new/"),
    Stop("desk-person-not-entered", COMMITTEE, "/desk/roster/people/new/", pressing("登记"), 422),
    Stop("desk-person-correct", COMMITTEE, "/desk/roster/people/{resident}/correct/"),
    Stop("desk-person-whereabouts", COMMITTEE, "/desk/roster/people/{lost}/whereabouts/"),
    Stop("desk-person-missing", COMMITTEE, "/desk/roster/people/{lost}/"),
    Stop("desk-household", COMMITTEE, "/desk/roster/households/1/"),
    Stop("desk-person-doubles", COMMITTEE, "/desk/roster/people/{resident}/merge/?q=王"),
    Stop("desk-person-merge", COMMITTEE, "/desk/roster/people/{resident}/merge/{lost}/"),
    Stop("desk-requests", COMMITTEE, "/desk/roster/requests/"),
    Stop("desk-request", COMMITTEE, "/desk/roster/requests/1/"),
    Stop("desk-request-refused", COMMITTEE, "/desk/roster/requests/1/", pressing("答复"), 422),
    Stop("desk-missing", COMMITTEE, "/desk/roster/missing/"),
    Stop("desk-slips", COMMITTEE, "/desk/slips/"),
    Stop("desk-slips-of-a-building", COMMITTEE, "/desk/slips/{building}/"),
    Stop("desk-slips-printed", COMMITTEE, "/desk/slips/50/", print_for_one),
    Stop("desk-slip-revoke", COMMITTEE, "/desk/slips/slip/{slip}/revoke/"),
    Stop("desk-recovery", COMMITTEE, "/desk/recovery/"),
    Stop("desk-recovery-found", COMMITTEE, "/desk/recovery/?q=王秀英"),
    Stop("desk-recovery-none", COMMITTEE, "/desk/recovery/?q=nobody"),
    Stop("desk-recovery-of-one", COMMITTEE, "/desk/recovery/{to_help}/"),
    Stop(
        "desk-recovery-refused",
        COMMITTEE,
        "/desk/recovery/{to_help}/",
        pressing("核对过了，发找回码"),
        422,
    ),
    Stop("desk-recovery-code", COMMITTEE, "/desk/recovery/{also_to_help}/", hand_out_a_code),
    Stop("desk-recovery-told", COMMITTEE, "/desk/recovery/told/"),
    Stop("desk-recovery-told-none", COMMITTEE, "/desk/recovery/told/?until=2020-01-01"),
    Stop(
        "desk-recovery-told-refused",
        COMMITTEE,
        "/desk/recovery/told/?since=2026-02-01&until=2026-01-01",
        status=422,
    ),
    Stop("desk-bodies", ADMINISTRATOR, "/desk/bodies/"),
    Stop("desk-body-new", ADMINISTRATOR, "/desk/bodies/new/"),
    Stop("desk-body-refused", ADMINISTRATOR, "/desk/bodies/new/", pressing("成立"), 422),
    Stop("desk-body", DIRECTOR, "/desk/bodies/{assembly}/"),
    Stop("desk-body-with-a-vacancy", DIRECTOR, "/desk/bodies/{joint}/"),
    Stop("desk-body-settings", DIRECTOR, "/desk/bodies/{everyone}/settings/"),
    Stop("desk-body-term", DIRECTOR, "/desk/bodies/{council}/term/"),
    Stop("desk-body-seats", DIRECTOR, "/desk/bodies/{assembly}/seats/"),
    Stop(
        "desk-body-seats-refused", DIRECTOR, "/desk/bodies/{assembly}/seats/", pressing("增加"), 422
    ),
    Stop("desk-body-dissolve", DIRECTOR, "/desk/bodies/{joint}/dissolve/"),
    Stop(
        "desk-body-not-dissolved",
        DIRECTOR,
        "/desk/bodies/{joint}/dissolve/",
        pressing("撤销"),
        422,
    ),
    Stop("desk-seat", DIRECTOR, "/desk/bodies/seats/{vacant}/?q=王秀英"),
    Stop("desk-seat-nobody", DIRECTOR, "/desk/bodies/seats/{vacant}/?q=nobody"),
    Stop("desk-seat-somebody", DIRECTOR, "/desk/bodies/seats/{vacant}/{resident}/"),
    Stop(
        "desk-seat-refused", DIRECTOR, "/desk/bodies/seats/{vacant}/{resident}/", seat_too_late, 422
    ),
    Stop("desk-seat-end", DIRECTOR, "/desk/bodies/members/{seated}/end/"),
    Stop("desk-seat-not-ended", DIRECTOR, "/desk/bodies/members/{seated}/end/", end_on_no_day, 422),
    Stop("desk-groups", DIRECTOR, "/desk/bodies/groups/"),
    Stop("desk-group-new", DIRECTOR, "/desk/bodies/groups/new/"),
    Stop("desk-group-refused", DIRECTOR, "/desk/bodies/groups/new/", pressing("保存"), 422),
    Stop("desk-group", DIRECTOR, "/desk/bodies/groups/{group}/"),
    Stop("desk-offices", ADMINISTRATOR, "/desk/roles/"),
    Stop("desk-offices-found", ADMINISTRATOR, "/desk/roles/?q=王秀英"),
    Stop("desk-office-grant", ADMINISTRATOR, "/desk/roles/grant/{person}/"),
    Stop(
        "desk-office-refused", ADMINISTRATOR, "/desk/roles/grant/{person}/", grant_from_no_day, 422
    ),
    Stop("desk-office-end", ADMINISTRATOR, "/desk/roles/{term}/end/"),
    Stop("desk-second-steps", DIRECTOR, "/desk/second/"),
    Stop("desk-second-steps-found", ADMINISTRATOR, "/desk/second/?q=王秀英"),
    Stop("desk-second-step-of-one", DIRECTOR, "/desk/second/{secured}/"),
    Stop(
        "desk-second-step-not-reset",
        DIRECTOR,
        "/desk/second/{secured}/",
        pressing("取消登录验证码"),
        422,
    ),
    Stop("desk-followups", COMMITTEE, "/desk/follow-ups/"),
    Stop("desk-followup", COMMITTEE, "/desk/follow-ups/{late}/", open_all),
    Stop("desk-followup-to-check", SUPERVISOR, "/desk/follow-ups/{reported}/", open_all),
    Stop("desk-followup-new", COMMITTEE, "/desk/follow-ups/new/?kind=resolution&id={decided_row}"),
    Stop(
        "desk-followup-new-refused",
        COMMITTEE,
        "/desk/follow-ups/new/?kind=resolution&id={decided_row}",
        pressing("写下，公开"),
        422,
    ),
    Stop("minutes-draft", COMMITTEE, "/meetings/{joint_next}/minutes/", open_all),
    Stop("minutes-edit", COMMITTEE, "/meetings/{joint_next}/minutes/edit/"),
    Stop(
        "minutes-edit-refused", COMMITTEE, "/meetings/{joint_next}/minutes/edit/", no_minutes, 422
    ),
    Stop("minutes-version", COMMITTEE, "/meetings/{joint_next}/minutes/versions/1/"),
    Stop("desk-settings", ADMINISTRATOR, "/desk/settings/"),
    Stop("desk-setting", DIRECTOR, "/desk/settings/inbox.digest_at/"),
    Stop(
        "desk-setting-refused",
        DIRECTOR,
        "/desk/settings/inbox.digest_at/",
        set_no_hour,
        422,
    ),
    Stop("desk-meetings", COMMITTEE, "/desk/meetings/"),
    Stop("desk-meeting-bodies", COMMITTEE, "/desk/meetings/new/"),
    Stop("desk-meeting-new", COMMITTEE, "/desk/meetings/new/?body={council}"),
    Stop(
        "desk-meeting-refused",
        COMMITTEE,
        "/desk/meetings/new/?body={council}",
        pressing("保存"),
        422,
    ),
    Stop("desk-meeting-draft", COMMITTEE, "/desk/meetings/{meeting_draft}/", open_all),
    Stop("desk-meeting-open", COMMITTEE, "/desk/meetings/{meeting_open}/", open_all),
    Stop("desk-meeting-edit", COMMITTEE, "/desk/meetings/{meeting_coming}/edit/"),
    Stop("desk-meeting-check", COMMITTEE, "/desk/meetings/{meeting_draft}/check/"),
    Stop("desk-meeting-cancel", COMMITTEE, "/desk/meetings/{meeting_coming}/cancel/"),
    Stop("desk-meeting-item-new", COMMITTEE, "/desk/meetings/{meeting_draft}/items/new/"),
    Stop(
        "desk-meeting-item",
        COMMITTEE,
        "/desk/meetings/{meeting_draft}/items/{item_draft}/",
        open_all,
    ),
    Stop(
        "desk-meeting-paper-new",
        COMMITTEE,
        "/desk/meetings/{meeting_draft}/items/{item_draft}/papers/new/",
    ),
    Stop(
        "desk-meeting-paper-refused",
        COMMITTEE,
        "/desk/meetings/{meeting_draft}/items/{item_draft}/papers/new/",
        pressing("保存"),
        422,
    ),
    Stop(
        "desk-meeting-paper",
        COMMITTEE,
        "/desk/meetings/{meeting_coming}/papers/{paper_coming}/",
        open_all,
    ),
    Stop("desk-meeting-door", COMMITTEE, "/desk/meetings/{meeting_open}/door/"),
    Stop("desk-meeting-attendance", COMMITTEE, "/desk/meetings/{meeting_open}/attendance/"),
    Stop("desk-meeting-found", COMMITTEE, "/desk/meetings/{meeting_open}/attendance/?q=王志明"),
    Stop("desk-place", DIRECTOR, "/desk/settings/place/"),
    Stop("desk-place-refused", DIRECTOR, "/desk/settings/place/", take_the_phone_away, 422),
    Stop("desk-elections", DIRECTOR, "/desk/elections/"),
    Stop("desk-election-new", DIRECTOR, "/desk/elections/new/"),
    Stop("desk-election-calendar", DIRECTOR, "/desk/elections/new/", compute_a_calendar),
    Stop("desk-election-refused", DIRECTOR, "/desk/elections/new/", pressing("算日程"), 422),
    Stop("desk-election", DIRECTOR, "/desk/elections/2/", open_all),
    Stop("desk-election-certified", DIRECTOR, "/desk/elections/1/"),
    Stop("desk-election-seating", DIRECTOR, "/desk/elections/1/seating/"),
    Stop("desk-election-draft", DIRECTOR, "/desk/elections/3/edit/"),
    Stop("desk-election-candidates", DIRECTOR, "/desk/elections/2/candidates/"),
    Stop("desk-election-count-barred", DIRECTOR, "/desk/elections/1/count/"),
    Stop("desk-election-roll", DIRECTOR, "/desk/elections/2/roll/?q=王"),
    Stop("desk-election-sheet", DIRECTOR, "/desk/elections/2/roll/sheet/"),
    Stop("desk-election-objections", DIRECTOR, "/desk/elections/2/objections/"),
    Stop("desk-election-objection", DIRECTOR, "/desk/elections/2/objections/1/"),
    Stop("desk-nominations", DIRECTOR, "/desk/elections/2/nominations/"),
    Stop("desk-nomination", DIRECTOR, "/desk/elections/2/nominations/{willing}/"),
    Stop("desk-nomination-on-paper", DIRECTOR, "/desk/elections/2/nominations/new/"),
]
NO_PAGES = {
    "mailing.ask_code": "follows the address given, see mail-code",
    "accounts.restart": "leads on to the code",
    "second.restart": "leads on to the log-in",
    "recovery.restart": "leads on to the code",
    "resolutions.by_id": "leads on to the resolution",
    "minutes.paper": "a file",
    "assets.serve": "styles, scripts, icons",
    "budget.file": "a posted file",
    "core.healthz": "asked by machines",
    "meetings.entry": "a calendar file",
    "meetings.paper_file": "a file",
    "proposals.photo": "a picture",
    "raising.similar": "a part of a page",
    "drafting.similar": "a part of a page",
    "meeting_sheet.fetch": "a workbook",
    "motions.file": "a posted file",
    "price_sheet.template": "a workbook",
    "roster.refused_rows": "a workbook",
    "roster.template": "a workbook",
}
