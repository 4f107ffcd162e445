"""How demands to convene are read before they appear: registered at import.

A demand is directed at the committee (居民委员会组织法 art. 26, 28): whether it appears is not the
committee's to decide. Others read it with a key of their own, and whoever sits on the committee
decides nothing there, whatever other office they hold.
"""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l

from portal.core import clock
from portal.core.access import Can
from portal.moderation.registry import Kind, Preview, register
from portal.topics.demands import actions, queries, roll, rules, words


def _demands(ids: Sequence[int]) -> Mapping[int, Preview]:
    committee = roll.committee(clock.today())
    return {
        one.item_id: Preview(
            one.subject,
            one.text,
            f"/topics/demands/{one.id}/",
            committee | {one.raised_by},
            context=str(words.KINDS[rules.Kind(one.kind)]),
            number=str(one.id),
        )
        for one in queries.by_items(ids)
        if one.item_id is not None
    }


register(
    Kind(
        actions.KIND,
        _l("开会的要求"),
        _demands,
        actions.decided,
        decides=Can.MODERATE_DEMANDS,
    )
)
