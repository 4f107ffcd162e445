"""What roster, accounts and the record hold about one person: registered at import."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from portal.accounts import mine, queries, words
from portal.accounts.actions import HOUSEMATE_JOINED
from portal.accounts.mine import Done, Leaver, Row, Section
from portal.accounts.models import Account, LoginSession, Slip
from portal.audit.models import AuditFact
from portal.core.access import Role
from portal.core.db import db
from portal.core.outbox import Message
from portal.core.words import day, moment
from portal.roster import queries as roster
from portal.roster import words as roster_words
from portal.roster.models import Person, RosterRequest
from portal.roster.ties import columns_to

_WITH_ACCOUNT = _l("您有账号的时候")


# ---- The roster ----


def _entry(person_id: int) -> list[Row]:
    person = roster.entry(person_id)
    if person is None:
        return []
    home, entry = person.household, roster_words.ENTRY
    facts = {
        "name": person.name,
        "address": home.address if home else _("不住在本社区"),
        "birth_year": person.birth_year,
        "born_on": day(person.born_on),
        "phone": person.phone,
        "residence_kind": person.residence_kind,
        "is_delegate": person.is_delegate,
        "missing_since": day(person.missing_since),
        "left_on": day(person.left_on),
        "left_why": person.left_why,
    }
    return [{str(entry[name]): roster_words.fact(name, value) for name, value in facts.items()}]


def _requests(person_id: int) -> list[Row]:
    own = select(RosterRequest).where(RosterRequest.person_id == person_id)
    return [
        {
            _("日期"): day(one.asked_at),
            _("请求更正"): one.wish,
            _("答复"): one.answer or _("等待答复"),
        }
        for one in db.session.scalars(own.order_by(RosterRequest.id))
    ]


def _erase_requests(leaver: Leaver) -> Done:
    return Done(
        mine.carry_out(delete(RosterRequest).where(RosterRequest.person_id == leaver.person_id))
    )


def _offices(person_id: int) -> list[Row]:
    return [
        {
            _("职务"): str(words.ROLES[Role(term.role)]),
            _("第一天"): day(term.starts_on),
            _("最后一天"): day(term.ends_on) or "—",
        }
        for term in queries.terms_of(person_id)
    ]


# ---- Signing in ----


def _account(person_id: int) -> list[Row]:
    account = queries.account_of(person_id)
    if account is None:
        return []
    return [
        {
            _("登录用的手机号"): account.phone or "—",
            _("登录用的编号"): account.login_number,
            _("开通时间"): moment(account.activated_at),
            _("同意的隐私说明"): account.privacy_version,
            _("密码"): _("只存加密后的样子，谁也看不到"),
        }
    ]


def _erase_account(leaver: Leaver) -> Done:
    """The account with everything that hangs on it: nobody signs in by it, whatever was made
    later to sign in with.
    """
    _unname_in_messages(leaver.person_id)
    account = select(Account.id).where(Account.person_id == leaver.person_id).scalar_subquery()
    gone = [
        mine.carry_out(delete(column.table).where(column == account))
        for column in columns_to(Account)
    ]
    own = delete(Account).where(Account.person_id == leaver.person_id)
    return Done(sum(gone) + mine.carry_out(own))


def _unname_in_messages(person_id: int) -> None:
    """The housemates were told by name of the account that was opened."""
    person = db.session.get_one(Person, person_id)
    home = select(Person.id).where(Person.household_id == person.household_id)
    told = select(Message).where(Message.kind == HOUSEMATE_JOINED, Message.person_id.in_(home))
    for message in db.session.scalars(told):
        if message.payload["name"] == person.name:
            message.payload = {**message.payload, "name": "家人"}
    db.session.flush()


def _slips(person_id: int) -> list[Row]:
    own = select(Slip).where(Slip.person_id == person_id).order_by(Slip.id)
    return [
        {
            _("编号"): slip.number,
            _("打印日期"): day(slip.printed_at),
            _("用过"): moment(slip.used_at) or _("没有"),
            _("作废"): moment(slip.revoked_at) or _("没有"),
        }
        for slip in db.session.scalars(own)
    ]


def _erase_slips(leaver: Leaver) -> Done:
    return Done(mine.carry_out(delete(Slip).where(Slip.person_id == leaver.person_id)))


def _devices(person_id: int) -> list[Row]:
    own = select(LoginSession).join(Account).where(Account.person_id == person_id)
    return [
        {
            _("设备"): words.device(one.device),
            _("登录时间"): moment(one.created_at),
            _("到期"): moment(one.expires_at),
            _("退出"): moment(one.revoked_at) or _("没有"),
        }
        for one in db.session.scalars(own.order_by(LoginSession.id))
    ]


# ---- The record ----


class _Told(dict[str, object]):
    """The words of an old line may have fewer parts than its sentence has now."""

    def __missing__(self, key: str) -> str:
        return "—"


def _acts(person_id: int) -> list[Row]:
    own = select(AuditFact).where(AuditFact.actor_id == person_id).order_by(AuditFact.number)
    return [
        {_("时间"): moment(fact.at), _("第几条"): str(fact.number), _("办的事"): _act(fact)}
        for fact in db.session.scalars(own)
    ]


def _act(fact: AuditFact) -> str:
    """What somebody did; where it was done to another, only that."""
    about_others = fact.payload.get("person", fact.actor_id) != fact.actor_id
    if about_others or "other" in fact.payload:
        return _("任职时办的一件事，内容涉及别人，不列在这里")
    fact_in_words = AuditFact(kind=fact.kind, payload=_Told(fact.payload))
    return fact_in_words.sentence


_SECTIONS = (
    Section(
        "roster",
        _l("花名册上的登记"),
        _l("知道谁住在这里，办公共事务，定谁有选票"),
        _l("您住在这里的时候；离开以后，登记留作社区的底册"),
        _entry,
        (),
        kept=_l("花名册是居委会办事的底册，登记留着。有不对的地方，可以请求更正。"),
    ),
    Section(
        "requests",
        _l("请求更正花名册"),
        _l("核对您说的，答复您"),
        _WITH_ACCOUNT,
        _requests,
        ("roster_request.person_id",),
        erased=_l("您请求更正的内容和答复；还没答复的也就不再答复了"),
        erase=_erase_requests,
    ),
    Section(
        "account",
        _l("账号"),
        _l("认得出是您本人"),
        _WITH_ACCOUNT,
        _account,
        ("account.person_id",),
        erased=_l("账号、密码、登录用的手机号和编号"),
        erase=_erase_account,
    ),
    Section(
        "devices",
        _l("登录过的设备"),
        _l("让您看到谁用您的账号登录过"),
        _WITH_ACCOUNT,
        _devices,
        ("login_session.account_id",),
        erased=_l("登录过的设备，所有设备马上退出"),
        kept=_l("最近 180 天登录的时间，记进工作记录：登录的记录依法至少存 6 个月。"),
    ),
    Section(
        "slips",
        _l("开通纸条"),
        _l("把账号交到您本人手里"),
        _WITH_ACCOUNT,
        _slips,
        ("slip.person_id",),
        erased=_l("给您打印过的开通纸条的记录"),
        erase=_erase_slips,
    ),
    Section(
        "offices",
        _l("担任的职务"),
        _l("谁任什么职、任到哪天，大家要能查"),
        _l("一直保存"),
        _offices,
        ("role_term.person_id",),
        kept=_l("担任过的职务是社区的公开记录，留着。"),
    ),
    Section(
        "acts",
        _l("您办过的事（工作记录）"),
        _l("谁在什么时候办了什么，事后查得清、改不了"),
        _l("一直保存，至少 6 个月"),
        _acts,
        (),
        kept=_l("工作记录依法要留，环环相扣，抽掉一条就对不上了。公开的部分没有姓名。"),
    ),
)
for _section in _SECTIONS:
    mine.register(_section)
mine.apart(_l("同一个人的两条登记合并时，指向留下的那一条"), "person.merged_into_id")
mine.apart(
    mine.OFFICE,
    "slip.printed_by",
    "roster_import.uploaded_by",
    "roster_import.undone_by",
    "roster_request.answered_by",
)
