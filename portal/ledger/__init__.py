"""The open ledger: funds, entries, vouchers, monthly statements, and the proof of them."""
