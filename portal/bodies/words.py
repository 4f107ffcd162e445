"""What bodies, seats and refusals are called."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.bodies.eligibility import Concern
from portal.bodies.mandates import Act, Ground
from portal.bodies.models import Membership, Seat
from portal.bodies.rules import Base, How, Kind, Post, Refusal, Whom, WhyEnded
from portal.core import clock
from portal.core.words import day

KINDS = {
    Kind.RESIDENTS_MEETING: _l("居民会议"),
    Kind.ASSEMBLY: _l("居民代表会议"),
    Kind.COUNCIL: _l("议事会"),
    Kind.COMMITTEE: _l("居民委员会"),
    Kind.SUPERVISORS: _l("居务监督委员会"),
    Kind.SUBCOMMITTEE: _l("专门小组"),
    Kind.JOINT: _l("联席会议"),
}
BASES = {
    Base.PRESENT: _l("到会人数的多数（弃权等于不赞成）"),
    Base.YES_NO: _l("赞成多于反对（弃权不算）"),
}
POSTS = {Post.CHAIR: _l("主持人"), Post.DEPUTY: _l("副主持人"), Post.MEMBER: _l("成员")}
WAYS = {
    How.ELECTED: _l("选举产生"),
    How.BY_ELECTION: _l("补选产生"),
    How.EX_OFFICIO: _l("因居委会成员身份参加"),
    How.APPOINTED: _l("推选或委派"),
}
WHY_ENDED = {
    WhyEnded.TERM_OVER: _l("任期届满"),
    WhyEnded.RESIGNED: _l("辞去职务"),
    WhyEnded.RECALLED: _l("被罢免"),
    WhyEnded.MOVED_OUT: _l("搬离社区"),
    WhyEnded.DIED: _l("去世"),
    WhyEnded.INCOMPATIBLE: _l("依法不能同时担任"),
    WhyEnded.DISSOLVED: _l("组织撤销"),
}
PRIVATE_REASONS = {WhyEnded.MOVED_OUT, WhyEnded.DIED}
"""Where somebody lives now, and that they died, is not for the record to tell everyone."""

_NO_LONGER = _l("不再任职")


def public_reason(why: WhyEnded) -> object:
    """Why somebody left a seat, as everyone may read it."""
    return _NO_LONGER if why in PRIVATE_REASONS else WHY_ENDED[why]


def rests_on(basis: str, on: date | None) -> str:
    """依据《…》（2026年3月1日）."""
    return _("依据%(basis)s（%(day)s）", basis=basis, day=day(on))


ACTS = {
    Act.ELECT: _l("选出新的一届"),
    Act.RENEW: _l("提前换届：这一届提前结束，选出新的一届"),
    Act.FILL: _l("补选空着的席位"),
    Act.DISSOLVE: _l("撤销这个组织"),
    Act.RECALL: _l("罢免一名成员"),
    Act.RESIGN: _l("本人签名的辞职信"),
    Act.LEAVE: _l("一名成员不能再任职的证明"),
}
NOT_SO = _l("本人说不是他的意思")


def act_on(act: Act, body: str, person: str = "") -> str:
    """What a motion does to seats: 罢免监督委员会的王秀英, 补选监督委员会空着的席位."""
    said = {
        Act.ELECT: _("选出%(body)s新的一届", body=body),
        Act.RENEW: _("%(body)s提前换届", body=body),
        Act.FILL: _("补选%(body)s空着的席位", body=body),
        Act.DISSOLVE: _("撤销%(body)s", body=body),
        Act.RECALL: _("罢免%(body)s的%(person)s", body=body, person=person),
    }
    return said[act]


def named(ground: Ground) -> str:
    """A ground as it is chosen from a list."""
    return _(
        "%(basis)s（%(day)s），%(act)s",
        basis=ground.basis.text,
        day=day(ground.basis.on),
        act=ACTS[ground.act],
    )


def written_late(on: date) -> str:
    return _("%(day)s 补记", day=day(on))


def _late(entered: date, effective: date | None) -> str:
    return written_late(entered) if effective is not None and effective < entered else ""


def start_notes(one: Membership) -> list[str]:
    """On what a seat rests, and whether it was written down later than it began."""
    basis = rests_on(one.basis, one.basis_on) if one.basis else ""
    late = _late(clock.local(one.entered_at).date(), one.starts_on)
    return [said for said in (basis, late) if said]


def end_note(one: Membership) -> str:
    """Whether the end was written down later than it took effect."""
    return _late(clock.local(one.ended_at).date(), one.ends_on) if one.ended_at else ""


LAW: dict[Kind, tuple[object, object]] = {
    Kind.RESIDENTS_MEETING: (
        _l(
            "全体年满十八周岁的居民，或者每户派一名代表参加；最少提前十天通知（居民委员会组织法第二十六条）。"
        ),
        _l("过半数参加才能开会，到会的人过半数赞成才算通过，弃权等于不赞成（第二十七条）。"),
    ),
    Kind.ASSEMBLY: (
        _l(
            "由居委会成员和居民代表组成，居民代表不少于五分之四，每半年最少开一次会；居民都可以来听、来讲，但不参加表决（居民委员会组织法第二十八条）。"
        ),
        _l("三分之二以上的成员到会才能开会，到会成员过半数赞成才算通过（第二十九条）。"),
    ),
    Kind.COUNCIL: (
        _l("由居民代表会议推选，在两次代表会议之间商量社区的日常事务，只决定授权范围内的事。"),
        _l("三分之二的成员到会才能表决；居民代表会议可以改变或者撤销它的决定。"),
    ),
    Kind.COMMITTEE: (
        _l("由五到九人组成，居民选举产生，每届五年（居民委员会组织法第八条、第十四条）。"),
        _l("它召集会议、办理居民决定的事、向居民报告；它不能改动居民的表决结果。"),
    ),
    Kind.SUPERVISORS: (
        _l("监督居委会的财务、公开和决定的执行，每年组织评议（居民委员会组织法第三十六条）。"),
        _l("居委会成员和他们的近亲属不能担任监督委员（第三十六条、第三十七条）。"),
    ),
    Kind.SUBCOMMITTEE: (
        _l("替上一级组织把一件事摸清楚，提出办法。"),
        _l("它自己不作最后的决定，办法交上一级组织表决。"),
    ),
    Kind.JOINT: (
        _l("社区和物业、医院、街道等单位定期坐下来商量事情的会。"),
        _l("外面单位来的人列席，不参加表决；定下的事一项一项记下来，下次会上先查办得怎么样。"),
    ),
}
CONCERNS = {
    Concern.NO_TERM: _l("还没有开始任何一届，没有席位"),
    Concern.TERM_OVER: _l("这一届的任期已经过了，要换届"),
    Concern.VACANT: _l("有空着的席位，要补选"),
    Concern.TOO_FEW: _l("人数少于规定（居委会五到九人，议事会二十人左右）"),
    Concern.TOO_MANY: _l("人数多于规定（居委会五到九人，议事会二十人左右）"),
    Concern.TOO_FEW_REPRESENTATIVES: _l(
        "居民代表不到五分之四（居民委员会组织法第二十八条），先补选代表再开会"
    ),
    Concern.NO_CHAIR: _l("没有主持人"),
    Concern.GONE: _l("有成员已经不在本社区，请结束他的任职"),
}
SETTINGS = {
    "name": _l("名称"),
    "purpose": _l("做什么"),
    "contact": _l("地点和时间"),
    "phone": _l("电话"),
    "base": _l("多数怎么算"),
    "large_fen": _l("多大的金额要三分之二赞成"),
    "sponsors": _l("动议要几名成员联名"),
    "resident_sponsors": _l("动议要几名居民联名"),
    "notice_days": _l("提前几天通知开会"),
    "papers_days": _l("提前几天发材料"),
    "proxies": _l("缺席的成员可以委托别的成员"),
    "grid_id": _l("网格"),
    "extent": _l("范围"),
    "households": _l("户数"),
}
WHOM = {
    Whom.GROUPS: _l("每个还没有席位的居民小组一个"),
    Whom.GRIDS: _l("每个网格若干个"),
    Whom.WHOLE: _l("不分网格"),
}
YES_NO = {True: _l("是"), False: _l("否")}
NONE = _l("没有")
FROM_NEXT_CALL = _l("从下一次通知的会议起算")
REFUSALS = {
    Refusal.NAME_TAKEN: _l("已经有一个组织用这个名称"),
    Refusal.ONLY_ONE: _l("这种组织一个社区只有一个，已经有了"),
    Refusal.NO_PARENT: _l("专门小组要选它属于哪个组织；别的组织不属于谁"),
    Refusal.DISSOLVED: _l("这个组织已经撤销"),
    Refusal.STATUTORY: _l("这是法律规定每个社区都要有的组织，不能撤销"),
    Refusal.BASE_FIXED: _l("法律规定按到会人数算多数（居民委员会组织法第二十七条、第二十九条）"),
    Refusal.MAJORITY_FIXED: _l(
        "法律规定不论多大的金额都是过半数（居民委员会组织法第二十七条、第二十九条），这一项请留空"
    ),
    Refusal.NOTICE_TOO_SHORT: _l("居民会议最少提前 10 天通知（居民委员会组织法第二十六条）"),
    Refusal.GROUP_SIZE: _l("一个居民小组要有 20 到 50 户（居民委员会组织法第十三条）"),
    Refusal.GROUP_NAME_TAKEN: _l("已经有一个居民小组用这个名称"),
    Refusal.NO_SEATS: _l("居民会议由全体成年居民参加，不设席位"),
    Refusal.TERM_ORDER: _l("最后一天要在第一天以后"),
    Refusal.TERM_TOO_LONG: _l("一届最多五年（居民委员会组织法第十四条）"),
    Refusal.TERM_TOO_SOON: _l(
        "新的一届要在上一届开始以后，也要在上一届最后一个人任职以后，请核对日期"
    ),
    Refusal.NO_TERM: _l("要先开始一届，才能设席位"),
    Refusal.TOO_MANY_SEATS: _l("居委会最多九人（居民委员会组织法第八条）"),
    Refusal.TOO_FEW_REPRESENTATIVES: _l(
        "这样居民代表就不到五分之四了（居民委员会组织法第二十八条），请先增加代表的席位"
    ),
    Refusal.GROUP_HAS_SEAT: _l("所选的居民小组都已经有席位，或者还没有居民小组"),
    Refusal.SEAT_USED: _l("这个席位有人坐过，要留着作记录"),
    Refusal.SEAT_TAKEN: _l("这段时间里，这个席位已经有人了"),
    Refusal.SITS_ALREADY: _l("这个人在这个组织里已经有一票，一人只有一票"),
    Refusal.OUTSIDE_TERM: _l("这一天不在这一届的任期以内"),
    Refusal.MINOR: _l("要年满十八周岁；花名册上的出生年份不对的，请先更正"),
    Refusal.GONE: _l("花名册记着这个人已经不在本社区"),
    Refusal.LIVES_ELSEWHERE: _l("代表要住在自己代表的网格里"),
    Refusal.NOT_OF_COMMITTEE: _l("这个席位留给居委会成员，这个人当天不是居委会成员"),
    Refusal.SUPERVISES_ITSELF: _l(
        "居委会成员不能担任居务监督委员，监督委员也不能担任居委会成员（居民委员会组织法第三十六条）"
    ),
    Refusal.SUPERVISES_FAMILY: _l(
        "居委会成员和居务监督委员不能是一家人，名册上他们住在同一户（居民委员会组织法第三十六条、第三十七条）"
    ),
    Refusal.UNDECLARED: _l("请问过本人，确认没有近亲属在另一边任职，再勾选"),
    Refusal.WRONG_WAY: _l("这个席位不能这样产生：空出来的席位要补选"),
    Refusal.POST_TAKEN: _l("这个组织已经有主持人，请先结束他的任职，或者选别的职务"),
    Refusal.NO_CONSENT: _l("公开联系办法要本人同意，请问过本人再勾选，或者不填"),
    Refusal.ENDS_BEFORE_START: _l("最后一天不能早于任职的第一天"),
    Refusal.ENDED_ALREADY: _l("这个人的任职已经结束了"),
    Refusal.BASIS_TO_COME: _l("文件的日期还没有到，定下来以后再登记"),
    Refusal.BEFORE_BASIS: _l("罢免不能早于作出决定的那一天"),
    Refusal.ELECTED_HERE: _l(
        "居委会的席位由选举产生：本站办过居委会选举以后，只能在选举页让当选的人就任，不能手工安排"
    ),
    Refusal.TERM_ELECTED_HERE: _l(
        "居委会换届由选举决定：在选举页让当选的人就任，新的一届就从移交那天开始，不能手工开始"
    ),
    Refusal.ELECTION_UNDER_WAY: _l("这个席位正在补选，等选举结果"),
    Refusal.TOO_LONG_AGO: _l("这一天太早了：补记有期限，请写期限以内的日子（天数在设置里）"),
    Refusal.MET_SINCE: _l("这一天以后已经开过会，人数是照当时的名单算的，不能改到开会以前"),
    Refusal.STANDS: _l("不能更正：任职没有结束，或者席位已经有别人"),
    Refusal.NO_GROUND: _l(
        "请选依据：生效的决议，或者已经由另一个人看过的书面材料。没有的，请先开会表决，或者先登记书面材料"
    ),
    Refusal.NOT_NAMED: _l("这份依据里没有写这个人的名字"),
    Refusal.GROUND_TOO_OLD: _l("这份依据是上一届的，不能再用"),
    Refusal.GROUND_USED: _l(
        "这份依据已经用来开始过一届，或者别人刚刚开始了这一届，请重新打开页面看看"
    ),
    Refusal.OTHER_TERM: _l("这份依据选的是另一届"),
    Refusal.TERM_RUNS: _l(
        "这一届还没有到期，新的一届最早从它最后一天的第二天开始。要提前换届，依据里要写明提前换届"
    ),
    Refusal.CAME_OR_WENT: _l("刚刚有人就任或者离任，请重新核对名单"),
    Refusal.RESIGNED_BACKWARDS: _l("辞职从今天起才能生效，不能写成以前的日子"),
    Refusal.WAITS_FOR_WORD: _l(
        "上一位的离任是凭书面材料记的，他还可以说不是他的意思；过了期限再补选"
    ),
    Refusal.OWN_WORD: _l("这是本人自己办的辞职，不能由别人更正"),
    Refusal.DECISION_STANDS: _l(
        "这次离任的依据还有效：决议要先被废止，书面材料要先由看过的人写明不认可，才能更正"
    ),
    Refusal.NOT_SECOND: _l(
        "要由另一个人来看：登记的人、管理席位的人、居委会成员和当事人自己都不行"
    ),
    Refusal.PAPER_SETTLED: _l("这份材料已经有人看过了"),
    Refusal.WORD_TOO_LATE: _l("可以说的期限已经过了，或者已经更正了"),
}
REFUSAL_FIELDS = {
    Refusal.NAME_TAKEN: "name",
    Refusal.ONLY_ONE: "kind",
    Refusal.NO_PARENT: "parent",
    Refusal.BASE_FIXED: "base",
    Refusal.MAJORITY_FIXED: "large_fen",
    Refusal.NOTICE_TOO_SHORT: "notice_days",
    Refusal.GROUP_SIZE: "households",
    Refusal.GROUP_NAME_TAKEN: "name",
    Refusal.TERM_ORDER: "ends_on",
    Refusal.TERM_TOO_LONG: "ends_on",
    Refusal.TERM_TOO_SOON: "starts_on",
    Refusal.TOO_MANY_SEATS: "count",
    Refusal.TOO_FEW_REPRESENTATIVES: "count",
    Refusal.GROUP_HAS_SEAT: "whom",
    Refusal.UNDECLARED: "declared",
    Refusal.WRONG_WAY: "how",
    Refusal.POST_TAKEN: "post",
    Refusal.NO_CONSENT: "consent",
    Refusal.ENDS_BEFORE_START: "ends_on",
    Refusal.BASIS_TO_COME: "dated_on",
    Refusal.BEFORE_BASIS: "ends_on",
    Refusal.NO_GROUND: "ground",
    Refusal.NOT_NAMED: "ground",
    Refusal.GROUND_TOO_OLD: "ground",
    Refusal.GROUND_USED: "ground",
    Refusal.OTHER_TERM: "ground",
    Refusal.TERM_RUNS: "starts_on",
    Refusal.RESIGNED_BACKWARDS: "ends_on",
    Refusal.ELECTED_HERE: "how",
    Refusal.ELECTION_UNDER_WAY: "how",
}
"""The field at which a refusal is told; any other at the first day or the first field."""


_TITLED = {Kind.COMMITTEE, Kind.SUPERVISORS}
"""There the seat's label is its holder's title; elsewhere it says from where they come."""


def seat_for(seat: Seat) -> str:
    """Whom a seat speaks for, or from where its holder comes."""
    if seat.group:
        return seat.group.name
    if seat.grid:
        return seat.grid.name
    posts = {"", *map(str, POSTS.values())}
    says_more = seat.term.body.sort not in _TITLED and seat.label not in posts
    return seat.label if says_more else _("全社区")


def titled(member: Membership) -> bool:
    """Whether they are more there than a member like the others."""
    return member.post != Post.MEMBER or member.seat.term.body.sort in _TITLED


def post_of(member: Membership) -> str:
    """主任 on the committee; elsewhere what the member does there."""
    seat = member.seat
    has_title = seat.term.body.sort in _TITLED and seat.label
    return seat.label if has_title else str(POSTS[Post(member.post)])


IN_TEMPLATES = {
    "left_because": public_reason,
    "body_kinds": KINDS,
    "body_ways": WAYS,
    "body_bases": BASES,
    "body_law": LAW,
    "body_concerns": CONCERNS,
    "seat_for": seat_for,
    "post_of": post_of,
    "titled": titled,
    "seat_basis": rests_on,
    "seat_notes": start_notes,
    "end_note": end_note,
    "seat_acts": ACTS,
}
