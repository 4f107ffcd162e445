"""What is done to a round, put on record; what a rehearsal does is told once, when it ends."""

from datetime import datetime
from typing import Any

from portal.audit.actions import record
from portal.budget.models import Round


def record_of(
    round_: Round, kind: str, actor_id: int | None, now: datetime, **told: Any
) -> int | None:
    """The number of the line; None for a rehearsal, of which no step is put on record."""
    return None if round_.rehearsal_of else record(kind, actor_id, now, round=round_.id, **told)
