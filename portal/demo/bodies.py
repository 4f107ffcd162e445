"""The demo's bodies and who sits on them since the last election.

Fifty-one vote in the assembly: seven of the committee and 44 representatives, one of each
residents' group. Residents without a log-in fill every seat that no log-in has.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal.bodies import ending, queries
from portal.bodies.models import Body, Membership, Seat, Term
from portal.bodies.rules import Base, How, Kind, Post, WhyEnded
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.demo import groups
from portal.demo.groups import Group
from portal.roster.models import Person, RoleTerm

REPRESENTATIVE, MODERATOR, SUPERVISOR = "13800000002", "13800000003", "13800000004"
STAFF, VOLUNTEER, DIRECTOR = "13800000005", "13800000007", "13800000008"
OBSERVER, SECOND_MODERATOR, LEADER = "13800000012", "13800000013", "13800000014"
YEARS, COMMITTEE_SIZE, SUPERVISORS = 5, 7, 3
IN_COUNCIL = (4, 4, 3, 4, 3, 2)  # of each grid's representatives
COUNTER = "里仁里 6 号楼底层，周一至周六 8:30—17:30"
PHONE = "010-55550100"


@dataclass
class Crowd:
    """Who can still be given a seat."""

    ids: dict[str, int]
    groups: list[Group]
    busy: set[int]

    def one_of(self, group: Group) -> int:
        """Somebody of the group who sits nowhere yet, not always from the first door."""
        free = [one for one in group.neighbours if one not in self.busy]
        found = free[len(self.busy) * 7 % len(free)]
        self.busy.add(found)
        return found

    def several(self, count: int, first: int) -> list[int]:
        """One of each of so many groups all over the community."""
        return [self.one_of(self.groups[(first + n * 9) % 40]) for n in range(count)]


@dataclass(frozen=True)
class Place:
    """A seat and who sits on it; ``seat`` are further columns of the seat."""

    person_id: int | None
    seat: dict[str, Any]
    post: Post = Post.MEMBER
    how: How = How.ELECTED
    reach: str = ""


def load(now: datetime, ids: dict[str, int]) -> dict[str, int]:
    """Everything, in one transaction; the ids of the bodies by their short names."""
    begins = date(clock.local(now).year - 2, 1, 1)
    with writing():
        formed = groups.form()
        crowd = Crowd(ids, formed, set(ids.values()) | _supervisors_in_office())
        committee = [ids[DIRECTOR], ids[MODERATOR], ids[SECOND_MODERATOR]]
        committee += crowd.several(COMMITTEE_SIZE - len(committee), 2)
        spoken_for = _representatives(crowd)
        made = {
            "residents_meeting": _residents_meeting(begins),
            "committee": _committee(committee, begins),
            "assembly": _assembly(crowd, committee, spoken_for, begins),
            "council": _council(spoken_for, begins),
            "supervisors": _supervisors(crowd, begins),
        }
        made["parking"] = _parking(made["council"], spoken_for, begins)
        made |= _joint_meetings(crowd, committee, spoken_for, begins)
        db.session.flush()
        return {name: body.id for name, body in made.items()}


def resign(now: datetime, committee_id: int) -> None:
    """One of the committee resigned, and the seat in the assembly went with it: a by-election."""
    then = now - timedelta(days=12)
    with writing():
        day = clock.local(then).date()
        last = queries.sitting(committee_id, day)[-1]
        ending.resign(last.id, last.person_id, day, then)


def _supervisors_in_office() -> set[int]:
    return set(
        db.session.scalars(select(RoleTerm.person_id).where(RoleTerm.role == Role.SUPERVISOR))
    )


def _representatives(crowd: Crowd) -> list[tuple[Group, int]]:
    """One of each group: the log-ins for their own, neighbours for the others."""
    own = [crowd.ids[REPRESENTATIVE], crowd.ids[LEADER]]
    return [
        (group, next((one for one in own if one in group.neighbours), 0) or crowd.one_of(group))
        for group in crowd.groups
    ]


def _residents_meeting(begins: date) -> Body:
    return _body(
        Kind.RESIDENTS_MEETING,
        "居民会议",
        begins,
        purpose="全体年满十八周岁的居民，或者每户派一名代表，一起决定社区最要紧的事。",
        notice_days=10,
        papers_days=10,
    )


def _committee(members: list[int], begins: date) -> Body:
    body = _body(
        Kind.COMMITTEE,
        "里仁社区居民委员会",
        begins,
        purpose="召集会议，办理居民决定的事，向居民报告工作。",
    )
    posts = [Post.CHAIR, Post.MEMBER, Post.MEMBER, Post.DEPUTY]
    posts += [Post.MEMBER] * (len(members) - len(posts))
    titles = {Post.CHAIR: "主任", Post.DEPUTY: "副主任", Post.MEMBER: "委员"}
    places = [
        Place(one, {"label": titles[post]}, post, reach=PHONE if post is Post.CHAIR else "")
        for one, post in zip(members, posts, strict=True)
    ]
    _seat(body, places, begins)
    return body


def _assembly(
    crowd: Crowd, committee: list[int], spoken_for: list[tuple[Group, int]], begins: date
) -> Body:
    """51 seats; the director presides. One representative moved away, and the group chose anew."""
    body = _body(
        Kind.ASSEMBLY,
        "里仁社区居民代表会议",
        begins,
        purpose="居民代表替大家决定社区的大事，听取居委会的报告，评议居委会。",
        notice_days=7,
        papers_days=7,
        sponsors=5,
        resident_sponsors=10,
    )
    places = [
        Place(
            one,
            {"label": "居委会成员", "ex_officio": True},
            Post.MEMBER if n else Post.CHAIR,
            How.EX_OFFICIO,
        )
        for n, one in enumerate(committee)
    ]
    places += [
        Place(one, {"group": group.row}, reach="每月第一个星期六上午，在小区门口的长椅旁")
        if n == 3
        else Place(one, {"group": group.row})
        for n, (group, one) in enumerate(spoken_for)
    ]
    _seat(body, places, begins)
    _replaced(body, len(committee) + 13, crowd.one_of(spoken_for[12][0]), begins)
    return body


def _replaced(body: Body, number: int, before: int, begins: date) -> None:
    """Somebody else sat there for the first year."""
    until = begins + timedelta(days=380)
    own = select(Membership).join(Membership.seat).join(Seat.term)
    now = db.session.scalars(own.where(Term.body_id == body.id, Seat.number == number)).one()
    now.how, now.starts_on = How.BY_ELECTION, until + timedelta(days=25)
    db.session.add(
        Membership(
            seat=now.seat,
            person=db.session.get_one(Person, before),
            post=Post.MEMBER,
            how=How.ELECTED,
            starts_on=begins,
            ends_on=until,
            why_ended=WhyEnded.RESIGNED,
            vote_body_id=body.id,
            entered_at=clock.start_of(begins),
        )
    )


def _council(spoken_for: list[tuple[Group, int]], begins: date) -> Body:
    """Twenty of the representatives, from every grid."""
    body = _body(
        Kind.COUNCIL,
        "里仁社区议事会",
        begins,
        purpose="居民代表会议休会期间，每月商量一次社区的日常事务，只议授权范围内的事。",
        large_fen=5_000_000,
        sponsors=5,
        resident_sponsors=10,
        proxies=True,
    )
    places: list[Place] = []
    start = 0
    for chosen, plan in zip(IN_COUNCIL, groups.PLANS, strict=True):
        for group, one in spoken_for[start : start + chosen]:
            post = Post.CHAIR if len(places) == 4 else Post.MEMBER
            places.append(Place(one, {"group": group.row}, post))
        start += plan.groups
    _seat(body, places, begins + timedelta(days=45))
    return body


def _supervisors(crowd: Crowd, begins: date) -> Body:
    body = _body(
        Kind.SUPERVISORS,
        "里仁社区居务监督委员会",
        begins,
        purpose="看账、看公开、看决定有没有照办，每年组织居民评议居委会。",
    )
    chair = crowd.ids[SUPERVISOR]
    others = sorted(_supervisors_in_office() - {chair})
    others += crowd.several(SUPERVISORS - 1 - len(others), 5)
    places = [Place(chair, {"label": "主任"}, Post.CHAIR, reach="010-55550110")]
    places += [Place(one, {"label": "委员"}) for one in others]
    _seat(body, places, begins + timedelta(days=10), declared=True)
    return body


def _parking(council: Body, spoken_for: list[tuple[Group, int]], begins: date) -> Body:
    """Five of the council look into one matter."""
    body = _body(
        Kind.SUBCOMMITTEE,
        "停车与道路专门小组",
        begins,
        purpose="替议事会摸清小区停车和道路的情况，拿出办法再交议事会商量。",
        parent=council,
        notice_days=2,
        papers_days=2,
    )
    own = [one for _group, one in spoken_for]
    members = [own[n] for n in (9, 2, 17, 26, 36)]
    places = [Place(one, {}, Post.MEMBER if n else Post.CHAIR) for n, one in enumerate(members)]
    _seat(body, places, begins + timedelta(days=90), how=How.APPOINTED)
    return body


def _joint_meetings(
    crowd: Crowd, committee: list[int], spoken_for: list[tuple[Group, int]], begins: date
) -> dict[str, Body]:
    """Three standing ones; whoever comes from outside sits in without a vote."""
    representatives = [one for _group, one in spoken_for]
    ids = crowd.ids
    plans: dict[str, tuple[str, str, list[int], list[tuple[int | None, str]]]] = {
        "elder_care": (
            "养老服务联席会议",
            "每月一次，商量助餐、上门探访和适老改造，盯着上个月定下的事。",
            [committee[1], *representatives[0:3]],
            [(ids[STAFF], "社区服务站"), (ids[VOLUNTEER], "志愿服务队"), (None, "社区卫生服务站")],
        ),
        "property": (
            "物业联席会议",
            "每月一次，和物业公司、业主委员会对账：报修、电梯、停车、收费。",
            [committee[3], *representatives[8:12]],
            [
                (crowd.one_of(crowd.groups[20]), "和风物业公司"),
                (crowd.one_of(crowd.groups[21]), "和风苑业主委员会"),
            ],
        ),
        "subdistrict": (
            "街道社区联席会议",
            "每季度一次，和街道办事处商量社区办不了的事，要个明确的答复和日子。",
            [committee[0], *representatives[30:33]],
            [(ids[OBSERVER], "和风街道办事处"), (None, "派出所社区民警")],
        ),
    }
    made = {}
    for name, (title, purpose, members, guests) in plans.items():
        body = _body(Kind.JOINT, title, begins, purpose=purpose, notice_days=2, papers_days=2)
        places = [
            Place(one, {"label": "居民代表" if n else "居委会"}, Post.MEMBER if n else Post.CHAIR)
            for n, one in enumerate(members)
        ]
        places += [Place(one, {"label": label, "votes": False}) for one, label in guests]
        _seat(body, places, begins + timedelta(days=60), how=How.APPOINTED)
        made[name] = body
    return made


def _body(kind: Kind, name: str, founded: date, **columns: Any) -> Body:
    told = {"contact": COUNTER, "phone": PHONE, "base": Base.PRESENT, **columns}
    body = Body(kind=kind, name=name, founded_on=founded, **told)
    db.session.add(body)
    return body


def _seat(
    body: Body, places: list[Place], since: date, how: How | None = None, declared: bool = False
) -> None:
    """A term that runs as long as the committee's, and everyone on their seat."""
    ends = date(body.founded_on.year + YEARS, 1, 1) - timedelta(days=1)
    term = Term(body=body, number=1, starts_on=since, ends_on=ends)
    db.session.add_all([body, term])
    db.session.flush()
    for number, place in enumerate(places, 1):
        seat = Seat(term=term, number=number, **place.seat)
        db.session.add(seat)
        db.session.flush()
        if place.person_id is None:
            continue
        db.session.add(
            Membership(
                seat=seat,
                person=db.session.get_one(Person, place.person_id),
                post=place.post,
                how=how or place.how,
                starts_on=since,
                reach=place.reach,
                vote_body_id=body.id if seat.votes else None,
                declared=declared,
                entered_at=clock.start_of(since),
            )
        )
