"""Paper forms and their wishes, as staff enter and carry them."""

from portal.core import clock
from portal.core.db import db, writing
from portal.proposals import heard, paper, queries
from portal.proposals.models import WishForm
from portal.roster.models import Household
from tests.budget.conftest import RoundInTest
from tests.proposals import making

PILE = "/desk/wishes/{round}/"


WORDS = "楼道里黑，老人上下楼看不见台阶。"


def entered(
    made: RoundInTest, home: Household, *wishes: str, by: int | None = None, place: str = ""
) -> WishForm:
    """A household's form, typed in by a member of staff."""
    form = WishForm(
        round_id=made.id,
        household_id=home.id,
        received_on=clock.today(),
        collected_by="楼栋长",
        entered_by=by or made.world.person().id,
    )
    with writing():
        paper.enter(form, [(one, place) for one in wishes or (WORDS,)], clock.now())
        form_id = form.id
    return got(form_id)


def got(form_id: int) -> WishForm:
    db.session.rollback()
    form = heard.form(form_id)
    assert form is not None
    return form


def carry(wish_id: int, proposal_id: int, actor: int) -> None:
    with writing():
        wish = heard.wish(wish_id)
        assert wish is not None
        paper.carry(wish, queries.locked(proposal_id), actor, clock.now())


def propose(wish_id: int, person_id: int, actor: int, **text: object) -> int:
    with writing():
        wish = heard.wish(wish_id)
        assert wish is not None
        said = {**making.TEXT, **text}
        return paper.propose(wish, person_id, said, actor, clock.now()).id
