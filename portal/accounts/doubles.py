"""What accounts and offices have against making two roster entries one."""

from flask_babel import lazy_gettext as _l

from portal.accounts import queries, rules
from portal.accounts.rules import Term, TermFault
from portal.roster.merging import obstacle
from portal.roster.upkeep import By


def _both_have_accounts(keep_id: int, drop_id: int, by: By) -> bool:
    return all(queries.account_of(one) is not None for one in (keep_id, drop_id))


def _offices_clash(keep_id: int, drop_id: int, by: By) -> bool:
    """Nobody may come to supervise themselves (居民委员会组织法 art. 36)."""
    held = _terms(keep_id)
    faults = {rules.term_fault(term, held) for term in _terms(drop_id)}
    return TermFault.SUPERVISES_ITSELF in faults


def _terms(person_id: int) -> list[Term]:
    return [Term(one.role, one.starts_on, one.ends_on) for one in queries.terms_of(person_id)]


obstacle(
    _l("两条登记各有一个账号，系统分不清用哪一个。两条都先留着，请与系统管理员商量。"),
    _both_have_accounts,
)
obstacle(
    _l("两条登记的职务不能由一个人担任（居民委员会组织法第三十六条），请先结束其中一个任期。"),
    _offices_clash,
)
