"""What a device is, from what its browser says of itself: two words, and nothing else is kept."""

import re
from enum import StrEnum
from typing import TypeVar


class Machine(StrEnum):
    IPHONE = "iphone"
    IPAD = "ipad"
    HARMONY = "harmony"
    ANDROID = "android"
    WINDOWS = "windows"
    MAC = "mac"
    LINUX = "linux"
    OTHER = "other"


class Program(StrEnum):
    WECHAT = "wechat"
    EDGE = "edge"
    QQ = "qq"
    UC = "uc"
    HUAWEI = "huawei"
    FIREFOX = "firefox"
    CHROME = "chrome"
    SAFARI = "safari"
    OTHER = "other"


# In this order: an Android says Linux too, an iPhone says Mac OS, and all say Safari.
_MACHINES = {
    Machine.IPHONE: "iphone",
    Machine.IPAD: "ipad",
    Machine.HARMONY: "harmony",
    Machine.ANDROID: "android",
    Machine.WINDOWS: "windows",
    Machine.MAC: r"\bmac",
    Machine.LINUX: r"linux|\bx11\b",
}
_PROGRAMS = {
    Program.WECHAT: "micromessenger|wechat",
    Program.EDGE: r"\bedg",
    Program.QQ: r"\bm?qqbrowser|\bqq\b",
    Program.UC: r"\bucbrowser|\buc\b",
    Program.HUAWEI: "huaweibrowser|huawei$",  # a telephone of that name may run any other
    Program.FIREFOX: r"\bfirefox|\bfxios",
    Program.CHROME: r"\bchrome|\bcrios",
    Program.SAFARI: r"\bsafari|\bversion/",
}

Word = TypeVar("Word", Machine, Program)


def read(said: str) -> tuple[Machine, Program]:
    """Machine and program of a User-Agent, or of what ``short`` made of one."""
    return _first(_MACHINES, said, Machine.OTHER), _first(_PROGRAMS, said, Program.OTHER)


def _first(patterns: dict[Word, str], said: str, otherwise: Word) -> Word:
    found = (word for word, pattern in patterns.items() if re.search(pattern, said, re.IGNORECASE))
    return next(found, otherwise)


def short(user_agent: str) -> str:
    """The two words that are kept: ``android wechat``."""
    return " ".join(read(user_agent))
