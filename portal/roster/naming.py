"""What a dry run names: who is new, changed or missing, and who may be whom."""

from typing import Any

from portal.roster.plan import Edit, Known, Pair, Plan, row_address
from portal.roster.reading import RosterRow

SHOWN = 20  # lines of each list in words

TITLES = {
    "new": "New:",
    "changed": "Changed:",
    "missing": "Live in these buildings and are not listed:",
    "moves": "May have moved (confirm with --pair):",
    "corrections": "May be corrections (confirm with --pair):",
    "buildings_passed_over": "Buildings of these grids that are not listed at all:",
}


def named(steps: Plan) -> dict[str, list[Any]]:
    """Everyone whom the import concerns; ``person`` is a number of the roster, ``row`` of the
    sheet.
    """
    return {
        "new": [_new(row) for row in steps.new_people.values()],
        "changed": [_changed(edit) for edit in steps.edits],
        "missing": [_known(known) for known in steps.missing],
        "moves": [_pair(pair) for pair in steps.proposed if pair.is_move],
        "corrections": [_pair(pair) for pair in steps.proposed if not pair.is_move],
        "buildings_passed_over": ["".join(key) for key in steps.passed_over],
    }


def _new(row: RosterRow) -> dict[str, Any]:
    facts = {"name": row.name, "birth_year": row.birth_year, "phone": row.phone}
    return {"row": row.row, **facts, "address": row_address(row)}


def _known(known: Known) -> dict[str, Any]:
    return {"person": known.id, "name": known.name, "address": known.address}


def _changed(edit: Edit) -> dict[str, Any]:
    return {**_known(edit.person), "changes": {k: [*both] for k, both in edit.changed.items()}}


def _pair(pair: Pair) -> dict[str, Any]:
    before = {**_known(pair.person), "phone": pair.person.facts.phone}
    clue = {"clue": pair.clue.value, "others": pair.others}
    return {**before, **clue, "becomes": _new(pair.row)}


def in_words(people: dict[str, list[Any]]) -> list[str]:
    """The same for a terminal, each list cut after some lines."""
    lines: list[str] = []
    for name, title in TITLES.items():
        if people[name]:
            lines += [title, *(f"  {_line(one)}" for one in people[name][:SHOWN])]
        if len(people[name]) > SHOWN:
            lines.append(f"  … and {len(people[name]) - SHOWN:,} more; --json names all")
    return lines


def _line(one: Any) -> str:
    if isinstance(one, str):
        return one
    told = f"{one['name']}, {one['address']}"
    if "becomes" in one:
        to = one["becomes"]
        return f"{one['person']}-{to['row']}: {told} → {to['name']}, {to['address']}"
    changes = (f"{name} {old} → {new}" for name, (old, new) in one.get("changes", {}).items())
    return "; ".join([told, *changes])
