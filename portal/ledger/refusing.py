"""Acts upon the books that are refused: nothing was changed."""

from portal.ledger.rules import Refusal


class Refused(Exception):
    """``fen``: how much is left, or missing, and ``over_fen``: how much it is too much, where the
    sentence says it.
    """

    def __init__(self, reason: Refusal, fen: int = 0, over_fen: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fen = fen
        self.over_fen = over_fen


class Changed(Exception):
    """Somebody else has acted on it meanwhile; nothing of theirs was overwritten."""


def ask(refusal: Refusal | None) -> None:
    """Refused with what a rule answered."""
    if refusal is not None:
        raise Refused(refusal)
