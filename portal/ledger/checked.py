"""What a check of the books found."""

from dataclasses import dataclass, field
from enum import StrEnum

FAULTS_SHOWN = 10


class Code(StrEnum):
    """In the order in which they are told."""

    DAYS = "days"  # opening + income − expense = closing
    NOUGHT = "nought"
    BALANCES = "balances"
    PLACES = "places"
    CHAIN = "chain"
    CORRECTIONS = "corrections"
    LIMITS = "limits"
    CONTRACTS = "contracts"
    STOPPED = "stopped"
    OPENINGS = "openings"
    PEOPLE = "people"
    PAYEES = "payees"
    MONTHS = "months"
    IN_TIME = "in_time"


@dataclass
class Checked:
    """``looked_at``: how many days, entries, limits, months were held against it; ``faults``: the
    first few that do not hold, in words that need no translation (fund, day, place, amounts).
    """

    code: Code
    looked_at: int = 0
    wrong: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return self.wrong == 0

    def fault(self, where: str) -> None:
        self.wrong += 1
        if len(self.faults) < FAULTS_SHOWN:
            self.faults.append(where)


Checks = dict[Code, Checked]
