"""What resolutions come from and what they are about: rooms name both here at import."""

from collections.abc import Callable, Iterable, Sequence

from flask_babel import LazyString

Link = tuple[LazyString | str, str]

Became = Callable[[Sequence[int]], dict[int, Link]]
"""What carries each of these items out, by item, in one query."""

_BECAME: list[Became] = []
_SOURCES: dict[str, tuple[Link, ...]] = {}
_SUBJECTS: dict[str, str] = {}


def source(code: str, links: Iterable[Link]) -> str:
    """Registers a kind of decision and returns its code. ``links`` are the pages that tell of it,
    as (label, path); a path may use %(source)s. ValueError for a second meaning.
    """
    if code in _SOURCES:
        raise ValueError(f"resolution source {code} is named twice")
    _SOURCES[code] = tuple(links)
    return code


def subject(code: str, path: str) -> str:
    """Registers a kind of thing that is resolved upon, and the path of its page, which may use
    %(source)s and %(subject)s. ValueError for a second meaning.
    """
    if code in _SUBJECTS:
        raise ValueError(f"resolution subject {code} is named twice")
    _SUBJECTS[code] = path
    return code


def links_of(code: str, source_id: int) -> list[Link]:
    """KeyError for a source that nobody named."""
    return [(label, path % {"source": source_id}) for label, path in _SOURCES[code]]


def page_of(code: str, source_id: int, subject_id: int) -> str:
    """KeyError for a subject that nobody named."""
    return _SUBJECTS[code] % {"source": source_id, "subject": subject_id}


def when_carried_out(ask: Became) -> None:
    """A room that carries items out tells where."""
    _BECAME.append(ask)


def became(item_ids: Sequence[int]) -> dict[int, list[Link]]:
    """The pages that tell what became of each of these items; nothing is named for the others."""
    found: dict[int, list[Link]] = {}
    for ask in _BECAME:
        for item_id, link in ask(item_ids).items():
            found.setdefault(item_id, []).append(link)
    return found
