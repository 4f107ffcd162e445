"""A fund's month is the community's, not one person's."""

from portal.accounts import mine

mine.apart(
    mine.OFFICE,
    "ledger_statement.prepared_by",
    "ledger_statement.reviewed_by",
    "ledger_statement.returned_by",
)
