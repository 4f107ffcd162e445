"""How the moderators' queue reads demands to convene: registered at import."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l

from portal.moderation.registry import Kind, Preview, register
from portal.topics.demands import actions, queries, rules, words


def _demands(ids: Sequence[int]) -> Mapping[int, Preview]:
    return {
        one.item_id: Preview(
            one.subject,
            one.text,
            f"/topics/demands/{one.id}/",
            frozenset({one.raised_by}),
            context=str(words.KINDS[rules.Kind(one.kind)]),
        )
        for one in queries.by_items(ids)
        if one.item_id is not None
    }


register(Kind(actions.KIND, _l("开会的要求"), _demands, actions.decided))
