"""Typing in the search box swaps what was found; without scripts the same address is a page."""

from portal.core.access import Role
from tests.world import World

ADDRESS = "/desk/roster/people/?q=秀英"


def test_one_address_answers_with_a_page_or_with_the_found_block(world: World) -> None:
    world.person("王秀英")
    staff = world.staff(Role.DIRECTOR)
    page, block = staff.get(ADDRESS), staff.get(ADDRESS, headers={"HX-Request": "true"})
    restored = staff.get(
        ADDRESS, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )
    assert page.get_data(as_text=True).startswith("<!doctype html>")
    assert block.get_data(as_text=True).lstrip().startswith('<div id="found"')
    assert "王秀英" in block.get_data(as_text=True)
    assert restored.get_data(as_text=True).startswith("<!doctype html>")
    assert {"HX-Request" in answer.headers["Vary"] for answer in (page, block, restored)} == {True}
