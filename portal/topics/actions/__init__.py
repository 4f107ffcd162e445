"""What changes a topic; the meetings' room puts it on an agenda and decides it by these three."""

from portal.topics.actions.agenda import back_to_routed, decide, put_on_agenda

__all__ = ["back_to_routed", "decide", "put_on_agenda"]
