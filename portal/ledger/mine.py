"""Who saw to an entry is public by law, and stays with the books."""

from portal.accounts import mine

mine.apart(
    mine.OFFICE,
    "ledger_entry.prepared_by",
    "ledger_entry.approved_by",
    "ledger_entry.signed_by",
    "ledger_entry.posted_by",
    "ledger_entry_step.by_id",
    "voucher.opened_by",
)
