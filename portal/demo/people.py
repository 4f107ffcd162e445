"""The people of the demo community: invented, the same at every load."""

import random
from dataclasses import dataclass, replace
from typing import NamedTuple

from portal.core.access import Role

SEED = 20260101
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN_FIRST = "建国志明秀淑桂玉文晓美海春丽俊立永德凤雅思子宇嘉欣浩梓若诗雨一"
GIVEN_SECOND = "华军英兰珍芳敏静平勇杰磊强涛芬霞玲红梅娟琴云萍鹏飞宁涵怡轩辰瑞琪"
THIS_COMMUNITY = "110105021007"


@dataclass(frozen=True)
class Login:
    """A demo account; the telephone is its name at the log-in page."""

    phone: str
    name: str
    birth_year: int
    roles: tuple[Role, ...]
    who: str


LOGINS = (
    Login("13800000001", "王秀英", 1955, (), "居民"),
    Login(
        "13800000002",
        "李建平",
        1968,
        (Role.REPRESENTATIVE, Role.COUNCIL_MEMBER),
        "居民代表、议事员",
    ),
    Login("13800000003", "陈晓敏", 1985, (Role.COMMITTEE_MEMBER,), "居委会委员（审核）"),
    Login("13800000004", "赵志强", 1960, (Role.SUPERVISOR,), "居务监督委员"),
    Login("13800000005", "周丽华", 1990, (Role.STATION_STAFF,), "服务站工作人员"),
    Login("13800000006", "孙海涛", 1988, (Role.GRID_WORKER,), "网格员"),
    Login("13800000007", "吴桂兰", 1962, (Role.TEAM_LEADER,), "志愿服务队队长"),
    Login("13800000008", "刘文静", 1978, (Role.DIRECTOR,), "居委会主任"),
    Login("13800000009", "王志明", 1953, (), "居民（与第一位同户）"),
    Login("13800000010", "何俊杰", 1992, (Role.ADMINISTRATOR,), "系统管理员"),
    Login("13800000011", "郭永德", 1965, (Role.PARTY_ORGANIZATION,), "社区党组织"),
    Login("13800000012", "林雅琴", 1983, (Role.SUBDISTRICT_OBSERVER,), "街道观察员"),
    Login("13800000013", "黄思宁", 1987, (Role.COMMITTEE_MEMBER,), "居委会委员（第二位审核）"),
    Login("13800000014", "徐凤玲", 1959, (Role.GROUP_LEADER,), "居民小组组长"),
)


class Estate(NamedTuple):
    """A grid's buildings: their first number, how many, and the size of each."""

    grid: str
    name: str
    first: int
    buildings: int
    units: int
    floors: int
    flats: int


# Six grids of 384 to 420 households, 2,420 in all.
ESTATES = (
    Estate("里仁里东", "里仁里", 1, 8, 4, 6, 2),
    Estate("里仁里西", "里仁里", 9, 8, 4, 6, 2),
    Estate("和风苑", "和风苑", 1, 6, 3, 11, 2),
    Estate("春晓园", "春晓园", 1, 10, 3, 7, 2),
    Estate("电机厂宿舍", "电机厂宿舍", 1, 14, 3, 5, 2),
    Estate("书香新居", "书香新居", 1, 4, 2, 26, 2),
)


@dataclass(frozen=True)
class Home:
    grid_code: str
    estate: str
    building: str
    unit: str
    room: str


def grid_code(number: int) -> str:
    """15 digits: the community's twelve and the grid's three."""
    return f"{THIS_COMMUNITY}{number:03d}"


def homes() -> list[Home]:
    """Every dwelling, in order."""
    return [
        Home(grid_code(number), estate.name, f"{building}号楼", f"{unit}单元", f"{floor}{flat:02d}")
        for number, estate in enumerate(ESTATES, 1)
        for building in range(estate.first, estate.first + estate.buildings)
        for unit in range(1, estate.units + 1)
        for floor in range(1, estate.floors + 1)
        for flat in range(1, estate.flats + 1)
    ]


@dataclass(frozen=True)
class Neighbour:
    name: str
    birth_year: int
    phone: str | None
    residence_kind: str
    is_delegate: bool


def households(count: int) -> list[list[Neighbour]]:
    """``count`` invented households of one to five people."""
    lot = random.Random(SEED)  # noqa: S311 - a demo, the same each time
    return [_household(lot, number) for number in range(count)]


def _household(lot: random.Random, number: int) -> list[Neighbour]:
    surname = lot.choice(SURNAMES)
    eldest = lot.randint(1938, 1995)
    births = [eldest, eldest + lot.randint(-4, 6)][: lot.choice((1, 2, 2, 2))]
    births += [eldest + 26 + lot.randint(0, 6) for _ in range(lot.choice((0, 0, 1, 1, 2)))]
    births = [birth for birth in births if birth <= 2025]
    return [_neighbour(lot, surname, birth, number, place) for place, birth in enumerate(births)]


def _neighbour(lot: random.Random, surname: str, birth: int, number: int, place: int) -> Neighbour:
    family = surname if place != 1 else lot.choice(SURNAMES)
    name = family + lot.choice(GIVEN_FIRST) + lot.choice(("", *GIVEN_SECOND))
    reachable = birth <= 2010 and lot.random() < (0.6 if birth < 1950 else 0.92)
    phone = f"137{number:05d}{place}{lot.randint(10, 99)}" if reachable else None
    kind = lot.choices(("户籍", "常住", "流动"), (60, 25, 15))[0]
    return Neighbour(name, birth, phone, kind, is_delegate=place == 0)


SPREAD = 173  # so many households from one log-in's home to the next


def with_logins(families: list[list[Neighbour]]) -> list[list[Neighbour]]:
    """The same families, with the people of the log-ins among them; …0009 lives with …0001."""
    for place, login in enumerate(LOGINS):
        number = 0 if login.phone == "13800000009" else place * SPREAD
        head = not any(one.is_delegate and one.phone == LOGINS[0].phone for one in families[number])
        resident = Neighbour(login.name, login.birth_year, login.phone, "户籍", is_delegate=head)
        others = [replace(one, is_delegate=False) for one in families[number] if not _is_login(one)]
        known = [one for one in families[number] if _is_login(one)]
        families[number] = [*known, resident, *others]
    return families


def _is_login(one: Neighbour) -> bool:
    return one.phone in {login.phone for login in LOGINS}
