"""What a certified round says as a resolution."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.ballots.models import Box
from portal.ballots.rules import Voters
from portal.budget import electorate, kinds, queries, words
from portal.budget.models import ListedProject, Round
from portal.budget.rules import MIN_POSTING_DAYS
from portal.budget.tally import Completion, Rule
from portal.core.i18n import official
from portal.notices import queries as postings
from portal.notices.rules import Counts
from portal.resolutions import registry
from portal.resolutions.actions import Decision, Item
from portal.resolutions.rules import Fact

SOURCE = registry.source(
    "budget.round",
    [(_l("这一轮"), "/budget/%(source)s/"), (_l("投票结果"), "/budget/%(source)s/result/")],
)
WHO_LENGTH = 120
PROJECT = registry.subject("budget.project", "/budget/%(source)s/projects/%(subject)s/")


def decision_of(round_: Round, box: Box) -> Decision:
    """The posted result in force, with the objections to it; in Chinese, whoever certifies."""
    with official():
        return Decision(
            source_kind=SOURCE,
            source_id=round_.id,
            title=_("关于《%(title)s》投票结果的决议", title=round_.title),
            rule=_rule(round_),
            basis=_(
                "本轮事先公布、封箱时固定的规则；"
                "《城市居民委员会组织法》第三十四条：结果公示不少于 %(n)s 天",
                n=MIN_POSTING_DAYS,
            ),
            digest=box.final_digest,
            facts=_facts(round_, box),
            items=_items(round_),
        )


def _rule(round_: Round) -> str:
    """Who voted, and by which rule it was counted; many grids are told by their number."""
    who = electorate.in_words(round_)
    if len(who) > WHO_LENGTH:
        voters = electorate.VOTERS[Voters(round_.voters)]
        who = _("%(who)s；%(n)s 个网格", who=voters, n=len(round_.grids))
    return _("%(who)s；%(rule)s", who=who, rule=_counting(round_))


def _counting(round_: Round) -> str:
    rule, completion = str(words.RULES[Rule(round_.rule)]), Completion(round_.completion)
    if round_.rule == Rule.MOST_VOTES:
        return rule
    return f"{rule}（{words.COMPLETIONS[completion]}）"


def _facts(round_: Round, box: Box) -> dict[Fact, int | str]:
    voted, entitled = queries.turnout(round_) or (0, 0)
    posted = postings.standing(kinds.RESULT, round_.id)
    counts = posted.counts if posted else Counts()
    return {
        Fact.ENTITLED: entitled,
        Fact.VOTERS: round_.voters,
        Fact.VOTED: voted,
        Fact.BLANK: queries.outcomes(round_.id)[True].body["blank"],
        Fact.OBJECTIONS: counts.total,
        Fact.OBJECTIONS_UPHELD: counts.upheld,
        Fact.OBJECTIONS_DISMISSED: counts.dismissed,
        Fact.OBJECTIONS_WITHDRAWN: counts.withdrawn,
        Fact.OPENING_DIGEST: box.opening_digest,
    }


def _items(round_: Round) -> list[Item]:
    """The winners in the order in which they were chosen."""
    projects: dict[str, ListedProject] = {p.code: p for p in queries.listed(round_.id)}
    chosen = [projects[code] for code in queries.outcomes(round_.id)[True].body["selected"]]
    return [Item(p.title, p.cost_fen, PROJECT, p.id) for p in chosen]
