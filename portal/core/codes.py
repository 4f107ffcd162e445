"""Codes that people read aloud and type: no confusable characters, enough random bits."""

import secrets

from portal.core.text import match_key

# Without 0 O D Q, 1 I L, 2 Z, 5 S, 8 B, U V: 21 signs, 4.39 bits each.
ALPHABET = "34679ACEFGHJKMNPRTWXY"
LENGTH = 15
GROUP = 5


def new_code() -> str:
    """A fresh code of 65 random bits, in groups: ``34679-ACEFG-HJKMN``."""
    return grouped("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def grouped(code: str) -> str:
    return "-".join(code[i : i + GROUP] for i in range(0, len(code), GROUP))


def normal(typed: str) -> str | None:
    """The code as it was printed, whatever case, width, spaces or dashes it was typed with.

    None for anything that cannot be a code.
    """
    signs = "".join(sign for sign in match_key(typed).upper() if sign.isalnum())
    whole = len(signs) == LENGTH and set(signs) <= set(ALPHABET)
    return grouped(signs) if whole else None
