"""A page of the walk."""

from dataclasses import dataclass

from tests.journeys.doing import Further


@dataclass(frozen=True)
class Stop:
    """A page, who looks at it, its address, and what is done there before it is looked at."""

    name: str
    who: str | None
    path: str
    further: Further | None = None
    status: int = 200

    def __str__(self) -> str:
        return self.name
