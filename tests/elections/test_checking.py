"""Who is fit to stand: entered from paper, checked by others, looked at a second time."""

import pytest
from flask.testing import FlaskClient

from portal.core.access import Role
from portal.core.db import db
from portal.elections import queries
from portal.elections.nominating import State
from portal.roster.models import Person
from tests.elections.conftest import ElectionInTest, send, text, voter
from tests.elections.nominating import UNFIT, confirmed, paper, told


@pytest.mark.parametrize(
    ("numbers", "status"),
    [
        ("1 2 3 4 5 6 7 8 9 10", 303),
        ("1，2、3,4；5 6 7 8 9 １０", 303),
        ("1 2 3 4 5 6 7 8 9", 422),
        ("1 2 3 4 5 6 7 8 9 9", 422),
        ("1 2 3 4 5 6 7 8 9 9999", 422),
        ("张三 李四", 422),
        ("", 422),
    ],
)
def test_ten_signatures_on_paper_are_ten_numbers_on_the_roll_art_18(
    open_: ElectionInTest, staff: FlaskClient, numbers: str, status: int
) -> None:
    assert paper(staff, open_, source="voters", numbers=numbers) == status
    assert len(queries.nominations(open_.id)) == (status == 303)


def test_an_answer_on_paper_is_entered_and_the_check_follows(
    open_: ElectionInTest, staff: FlaskClient, party: FlaskClient
) -> None:
    page = f"{open_.desk}nominations/{confirmed(staff, party, open_)}/"
    other = open_.world.staff(Role.DIRECTOR)
    assert send(other, f"{page}check/", verdict="fit").status_code == 422  # nobody has consented
    assert send(staff, f"{page}answer/", answer="accept").status_code == 303
    assert send(other, f"{page}check/", verdict="unfit").status_code == 422  # without a reason
    assert send(other, f"{page}check/", **UNFIT).status_code == 303
    assert open_.nomination(open_.voters[12].id).state == State.REFUSED
    assert told(open_.voters[12].id)[0] == "elections.refused_nominee"


def test_who_entered_a_nomination_or_its_answer_does_not_check_it(
    open_: ElectionInTest, staff: FlaskClient, party: FlaskClient
) -> None:
    made = confirmed(staff, party, open_)
    page = f"{open_.desk}nominations/{made}/"
    second, third = (open_.world.staff(Role.COMMITTEE_MEMBER) for _ in range(2))
    both = open_.world.staff(Role.COMMITTEE_MEMBER, Role.PARTY_ORGANIZATION)
    assert send(second, f"{page}answer/", answer="accept").status_code == 303
    for clerk in (staff, second):
        answer = send(clerk, f"{page}check/", verdict="fit")
        assert answer.status_code == 422
        assert "请由别的工作人员来审查资格" in answer.get_data(as_text=True)
        assert "符合条件，列为候选人" not in text(clerk, page)
    assert open_.nomination(open_.voters[12].id).state == State.ACCEPTED
    assert send(third, f"{page}check/", verdict="fit").status_code == 303
    typed = {"name": "选民11", "building": open_.world.building.id}
    assert send(both, f"{open_.desk}party/", **typed).status_code == 303
    other = f"{open_.desk}nominations/{open_.nomination(open_.voters[11].id).id}/"
    assert send(third, f"{other}answer/", answer="accept").status_code == 303
    assert send(both, f"{other}check/", verdict="fit").status_code == 422


def test_nobody_checks_the_own_nomination(
    open_: ElectionInTest, staff: FlaskClient, party: FlaskClient
) -> None:
    page = f"{open_.desk}nominations/{confirmed(staff, party, open_)}/"
    send(staff, f"{page}answer/", answer="accept")
    nominee = db.session.get_one(Person, open_.voters[12].id)
    clerk = open_.world.client(open_.world.account(nominee, Role.COMMITTEE_MEMBER))
    assert send(clerk, f"{page}check/", verdict="fit").status_code == 422
    assert open_.nomination(open_.voters[12].id).state == State.ACCEPTED


def test_who_was_refused_may_ask_once_for_another_to_look(
    open_: ElectionInTest, staff: FlaskClient, party: FlaskClient
) -> None:
    made = confirmed(staff, party, open_)
    desk, page = f"{open_.desk}nominations/{made}/", f"{open_.address}nominations/{made}/"
    first, second = (open_.world.staff(Role.COMMITTEE_MEMBER) for _ in range(2))
    send(staff, f"{desk}answer/", answer="accept")
    assert send(first, f"{desk}check/", **UNFIT).status_code == 303
    _m, nominee = voter(open_.world, open_, 12)
    _n, other = voter(open_.world, open_, 1)
    assert "换一个人再审查一次" in text(nominee, page)
    assert send(other, f"{page}second-look/", reason="我看行").status_code == 404
    assert send(nominee, f"{page}second-look/", reason="").status_code == 422
    assert send(nominee, f"{page}second-look/", reason="我没有在那里任职").status_code == 303
    assert open_.nomination(open_.voters[12].id).state == State.ACCEPTED
    assert "我没有在那里任职" in text(second, desk)
    again = send(first, f"{desk}check/", verdict="fit")
    assert again.status_code == 422
    assert "上一次是您审查的" in again.get_data(as_text=True)
    assert send(second, f"{desk}check/", **UNFIT).status_code == 303
    assert told(open_.voters[12].id)[0] == "elections.refused"
    send(nominee, f"{page}second-look/", reason="再来")
    assert open_.nomination(open_.voters[12].id).state == State.REFUSED
    assert "再审查一次" not in text(nominee, page).split("您要求再审查一次")[1]
